/**
 * Characters a seller types instead, by toneless syllable: the first few an input method offers, from general
 * knowledge of Chinese. The test mode checks each against the reading dictionary of package `pinyin`.
 */
const COMMON = `
a 阿啊|ai 爱哀挨埃艾碍唉|an 安按岸暗案俺|ang 昂|ao 奥傲熬袄凹
ba 八巴吧爸把拔罢霸|bai 白百败拜摆|ban 半办班般板版伴扮搬|bang 帮邦绑棒榜|bao 包宝报抱保爆饱|bei 北被背备杯贝倍悲辈
ben 本笨奔|bi 比笔必毕闭币碧逼鼻|bian 变边便编遍辩鞭|biao 表标彪|bie 别憋|bin 宾滨彬斌|bing 冰兵饼病丙并|bo 波博播拨伯勃|bu 布步部补
cai 才菜彩猜财材采踩|can 残惨灿餐蚕|cang 仓苍舱沧|cao 草操曹槽|ce 测策册厕|ceng 层|cha 茶查差插叉察|chai 柴拆豺|chan 产缠禅铲馋
chang 常场唱厂昌畅肠|chao 超潮吵炒抄|che 车扯彻撤|chen 陈晨沉趁尘|cheng 成城程承诚乘|chi 吃迟池尺齿赤翅|chong 冲充虫崇|chou 抽愁丑筹酬绸
chu 出初除触楚厨储锄|chuan 川船传串喘|chuang 窗床闯创|chui 吹垂锤炊|chun 春纯唇蠢|ci 词次刺慈瓷|cong 从聪葱丛|cu 粗醋促|cui 脆催翠崔|cun 村存寸|cuo 错搓措
da 达答打搭|dai 带代袋待戴呆|dan 但蛋旦淡胆丹担|dang 当党挡荡档|dao 到道刀倒岛盗稻|deng 等灯登邓瞪|di 低弟第底敌滴笛帝|dian 点店电典垫殿|diao 掉吊钓调雕叼|die 跌爹叠蝶碟
ding 丁顶订定钉|dong 东动懂冬洞冻|dou 斗豆抖逗陡|du 读独毒堵肚渡杜|duan 段短断端|dui 对队堆兑|dun 吨顿盾蹲|duo 多夺朵躲
e 鹅饿恶额|en 恩|er 二儿而耳尔
fa 发罚乏伐|fan 反饭翻犯烦凡帆|fang 放方房防访仿|fei 飞非肥费肺废|fen 分份粉奋坟纷|feng 风封丰蜂锋疯峰|fu 福富父付夫服浮府副斧
gai 该改盖钙|gan 干感敢赶甘肝杆|gang 刚钢港岗缸|gao 高搞告稿糕|ge 哥歌个格割隔革|gen 跟根|geng 更耕|gong 工公功弓共供攻宫|gou 够狗购沟勾|gu 古故股鼓谷骨顾固姑孤
gua 瓜挂刮寡|guai 怪乖拐|guan 关管官馆惯观贯|guang 光广逛|gui 贵鬼归规柜桂跪|gun 滚棍|guo 国果过锅裹郭
ha 哈|hai 海害孩嗨|han 汉喊寒汗旱含|hang 航杭|hao 好号浩豪毫|he 河喝盒贺荷核|hei 黑嘿|hen 很狠恨|heng 横恒哼|hong 红洪宏鸿虹|hou 后厚候侯猴吼
hu 湖户护胡虎壶糊乎互|hua 花化画话滑华|huai 坏怀淮|huan 换欢环缓幻|huang 黄皇慌晃荒煌|hui 回会灰汇惠慧|hun 混婚昏魂|huo 火活货获祸伙
ji 机鸡级急几记计及季继寄吉技|jia 家加假价甲嘉佳架夹|jian 见件减间尖剑建箭简坚肩|jiang 将江讲奖酱姜僵|jiao 叫脚交教焦胶娇|jie 接街节姐借界洁戒|jin 金进今近斤紧筋|jing 京经精静净景惊晶|jiu 九酒旧就救久
ju 句局举巨具聚菊|juan 卷捐娟|jue 决绝觉爵|jun 军均君菌俊
ka 卡咖|kai 开凯|kan 看砍刊|kang 康抗扛|kao 靠考烤|ke 可课客科克刻壳|ken 肯啃|keng 坑|kong 空孔控恐|kou 口扣寇|ku 苦哭库酷枯裤|kua 夸跨垮|kuai 快块筷|kuan 宽款|kuang 狂框矿况|kui 亏葵愧|kun 困昆坤|kuo 扩阔
la 拉辣啦喇蜡|lai 来赖莱|lan 蓝兰烂懒篮栏|lang 浪郎狼朗廊|lao 老劳牢姥捞|lei 累雷类泪|leng 冷愣|li 里力立李礼利离理历梨丽厘|lian 连脸练恋莲联帘链|liang 两亮凉粮良量梁|liao 料聊疗辽|lie 列烈猎裂劣
lin 林临淋邻磷|ling 零领另灵岭令铃凌|liu 六刘流留柳溜|long 龙隆笼聋|lou 楼漏搂|lu 路鹿露录陆炉鲁芦|luan 乱卵|lun 论轮|luo 落罗锣螺骆裸|lv 绿旅律驴铝
ma 妈马吗麻骂码|mai 买卖麦埋迈|man 满慢曼漫|mang 忙盲芒茫|mao 毛猫帽冒贸茂矛|mei 美每梅妹媒煤霉|men 门闷|meng 梦猛孟蒙萌|mi 米迷密蜜秘|mian 面棉免绵|miao 秒妙庙描|mie 灭|min 民敏|ming 明名命鸣|mo 摸磨魔末莫墨|mu 木目母幕墓牧
na 那拿哪纳|nai 奶耐乃|nan 南男难|nao 脑闹|nei 内|neng 能|ni 你泥尼逆|nian 年念粘|niang 娘|niao 鸟尿|nie 捏|ning 宁柠凝|niu 牛扭纽|nong 农浓|nu 怒奴努|nuan 暖|nv 女
ou 欧偶藕|pa 怕爬|pai 拍牌排派|pan 盘判盼攀|pang 胖旁|pao 跑泡炮抛|pei 配陪培赔|pen 盆喷|peng 朋碰棚蓬|pi 皮批屁匹披|pian 片骗偏篇|piao 票飘漂|pin 品拼贫|ping 平瓶苹评凭|po 破坡婆|pu 铺普扑葡
qi 七气起骑其器奇期棋齐|qia 恰|qian 前钱千签浅欠牵铅|qiang 墙抢强腔|qiao 桥巧敲瞧|qie 切且|qin 亲琴勤秦|qing 清请轻青情庆|qiong 穷|qiu 球秋求丘|qu 去取曲区渠|quan 全圈权泉拳|que 缺却雀|qun 群裙
ran 然染|rang 让|rao 绕饶|re 热|ren 人认任忍|ri 日|rong 容荣融绒|rou 肉揉柔|ru 如入乳|ruan 软|rui 瑞锐|run 润|ruo 弱若
sa 撒洒|sai 赛|san 三散伞|sang 桑丧|sao 扫嫂|se 色|sen 森|sha 沙杀傻纱|shai 晒|shan 山善闪衫珊|shang 上商伤尚|shao 少烧勺稍|she 社舍设射|shen 深身神伸申|sheng 生声省胜升绳|shi 是十时事市试世湿狮师实|shou 手收首受瘦守
shu 书树数输鼠叔熟束|shua 刷耍|shuai 摔甩帅|shuan 栓|shuang 双爽|shui 水睡税|shun 顺|si 四死思丝斯司|song 松送宋|sou 搜|su 苏素速俗诉酥|suan 酸算蒜|sui 岁随碎|sun 孙损笋|suo 所锁缩索
ta 他塔踏|tai 台太胎态|tan 谈摊叹坛炭|tang 糖躺堂唐|tao 套桃逃淘掏|te 特|teng 疼藤腾|ti 体题踢梯提|tian 天田甜填|tiao 条跳挑|tie 铁贴帖|ting 听停厅挺|tong 同铜痛通桶童|tou 头投偷透|tu 图土兔突吐|tuan 团|tui 推退腿|tun 吞屯|tuo 拖脱托
wa 挖娃瓦蛙|wai 外歪|wan 完玩碗晚万湾|wang 网王望忘旺往|wei 为位味喂围尾威卫|wen 问文稳温纹|wo 我窝握卧|wu 五午舞物屋雾无乌武
xi 西洗喜习戏细系希吸溪犀|xia 下夏吓瞎霞|xian 先线现鲜县献仙|xiang 想向香响箱像乡项相祥|xiao 小笑校晓消销|xie 写鞋谢斜些邪|xin 心新信辛芯|xing 星行兴形幸姓|xiong 熊兄胸雄凶|xiu 修休秀绣|xu 许需须虚续|xuan 选宣悬|xue 学雪血穴|xun 寻训迅
ya 牙呀压鸭雅亚芽崖|yan 眼烟盐言严演颜岩|yang 羊样养阳洋扬|yao 要药咬摇妖|ye 夜爷业叶页野也|yi 一衣医易意移蚁椅|yin 因音银引印阴|ying 英影硬鹰赢营|yong 用永勇泳|you 有油游友右由优|yu 鱼雨玉语育余羽|yuan 元远员院原园圆缘|yue 月越约悦|yun 云运晕匀
za 杂砸|zai 再在载|zan 赞暂|zang 脏葬|zao 早造枣遭|ze 责择|zeng 增赠|zha 炸扎渣|zhai 摘债寨|zhan 站战展占|zhang 张章掌涨仗|zhao 找招照罩兆|zhe 这者折浙|zhen 真针镇珍|zheng 正争证整|zhi 只纸知直指制止枝|zhong 中种钟终众肿|zhou 周洲粥舟|zhu 主住猪竹珠煮助柱
zhua 抓|zhuai 拽|zhuan 转砖赚|zhuang 装庄撞壮|zhui 追坠|zhun 准|zhuo 桌捉浊|zi 字自子紫资|zong 总宗棕|zou 走奏|zu 组足族|zuan 钻|zui 最嘴罪|zun 尊|zuo 做作左坐`

export const COMMON_BY_SYLLABLE: ReadonlyMap<string, readonly string[]> = new Map(
  COMMON.trim()
    .split(/[|\n]/)
    .map((entry) => {
      const [syllable, characters] = entry.split(' ') as [string, string]
      return [syllable, [...characters]]
    }),
)

/** The reading in names of goods of characters that have several; `?`: differs between goods, never spelt. */
const SETTLED = `
红hong 大da 蛇she 龟gui 角jiao 雀que 尾wei 的de 石shi 叶ye 夹jia 羊yang 地di 南nan 绿lv 氏shi 毒du 杉shan 壳ke 颈jing 蟒mang 血xue
朱zhu 不bu 柏bai 臂bi 枝zhi 炮pao 阿a 伯bo 佛fo 铅qian 虾xia 射she 卡ka 单dan 会hui 杓shao 频pin 仔zai 家jia 汤tang 广guang 食shi 折zhe
底di 扁bian 棱leng 圈quan 合he 甸dian 景jing 腊la 丁ding 度du 疆jiang 六liu 勒le 和he 裳chang 鳃sai 蚌bang 万wan 梢shao 内nei 鲑gui 番fan
莫mo 泽ze 车che 脉mai 见jian 塞sai 烙lao 蛾e 凹ao 查cha 宁ning 殖zhi 女nv 思si 提ti 艾ai 屏ping 盖gai 港gang 薄bo 蟆ma 摄she 耙pa 膀bang
吁xu 那na 抹mo 侧ce 能neng 没mei 奇qi 剥bo 术shu 识shi 牙ya 象xiang 虎hu 嘴zui 熊xiong 参shen 串chuan 发fa 干gan 种zhong 长chang 重? 藏? 弹? 粘? 爪zhua 蛤? 貉? 都? 乐?
鸟niao 行xing 着? 说shuo 颌he 鞘? 犴? 囊nang 薮sou 片pian 打da 头tou 切qie 石shi 色se 虹hong 王wang 咬yao 系xi 教jiao 卷juan 调? 散san 卜bo 校xiao 数shu 咽yan`

export const SETTLED_READING: ReadonlyMap<string, string> = new Map(
  SETTLED.trim()
    .split(/\s+/)
    .map((entry) => {
      const [character, ...syllable] = [...entry]
      return [character as string, syllable.join('')]
    }),
)

/** Words whose reading breaks the settled ones. */
export const WORD_READING: ReadonlyMap<string, readonly string[]> = new Map([
  ['重楼', ['chong', 'lou']],
  ['弹弓', ['dan', 'gong']],
  ['铅弹', ['qian', 'dan']],
  ['弹簧', ['tan', 'huang']],
  ['子弹', ['zi', 'dan']],
  ['炸弹', ['zha', 'dan']],
  ['藏羚', ['zang', 'ling']],
  ['藏狐', ['zang', 'hu']],
  ['西藏', ['xi', 'zang']],
  ['藏红', ['zang', 'hong']],
  ['鳞片', ['lin', 'pian']],
  ['粘网', ['zhan', 'wang']],
  ['粘鸟', ['zhan', 'niao']],
  ['蛤蚧', ['ge', 'jie']],
  ['人参', ['ren', 'shen']],
  ['种苗', ['zhong', 'miao']],
])

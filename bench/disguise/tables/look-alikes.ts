/**
 * Characters that look alike at a glance, by hand: the true one, then what is written for it. Pairs of the same sound
 * are dropped when the table is read (they are homophones), and none is meant to name another animal.
 */
const LOOK_ALIKES = `
虎虑虏虚 象豫 牙穷⽛ 角甬甪 骨胃 豹貌 狼狠娘 熊態 掌撑裳 胆但坦 穿窄容 山屾出 甲申由曱 鳞嶙 犀屖 猎腊措借 枪抢呛 弓弔亏 捕浦铺 电甩 鱼渔鲁 鸟乌岛 龟黾 蛇坨舵 猴喉候 猫描瞄 鹰膺雁
隼准集 羚玲铃 羊芊样丰 皮波反 血皿 酒洒 粉扮份 片爿斤 手毛乎 串患吕 珠株殊 镯烛 雕凋碉 料科斜 药约 夹来央 套奎 钢刚铜 网冈罔 兰三䒑 石右后 斛斜 海悔每 马乌 贝见 壳売 翅翃 鳃腮
活话括 体休本 野墅予 味昧妹 肉内 鸡鸣 兔免 獾罐灌 猪诸堵 蛙哇挂 鹿麃 麝麞 香杳沓 囊嚢 崖崕 柏拍 木本术 红江 黄寅 白自臼 黑墨 大太犬 小少 老考 真直具 天夭无 王玉 干千 
机杌朷 器噐 毒每 炸诈 弹惮 弩努驽 箭剪 铅沿 夜液 笼茏 钩钓沟 锚描 针钋 刀刁 头斗 灵炅 眉盾 雀崔 鹦婴 鹉武 莲连 雪雷 参叁 松伀 花化 虫中 草早 根恨 叶汁 鞭鞕 爪瓜 胡湖 须顷
油抽由 肝汗 筋筯 心必 脑恼 尾屋 毛手 羽习 翎领 鹤鹳 孔扎 豚逐 鲸惊 鲨沙 龙尤 贡贾 獭懒 蛤蛉 斑班 标示 本木 狐孤弧 狸理 貂招 猞舍 狮师 巨臣 蜥晰 蟒漭 鳄愕 陆击 苏办 缅湎 辐幅 绿录
丝幺 线钱 铁佚 夫失 扣和 刺剌 拖施 地她 粘沾 拍柏 捉促 抓孤 土士 末未 火灭 炮饱 雷雪 管营 竿竽 船般 背肯 包句 套夼 幼纫 崽思 苗笛 公么 母毋 仔孖 整憨 冻冼 千于`

export interface LookAlike {
  readonly character: string
  readonly written: string
}

export const LOOK_ALIKE_LIST: readonly LookAlike[] = LOOK_ALIKES.trim()
  .split(/\s+/)
  .flatMap((entry) => {
    const [character, ...others] = [...entry]
    return others.map((written) => ({ character: character as string, written }))
  })

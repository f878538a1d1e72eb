import { COMPOSED, ORDINARY_WORDS, RARE_PARTS } from './composed-characters.ts'
import { RADICALS } from './glyph-forms.ts'
import { MARKS, radicalSpellings } from './radical-forms.ts'

/**
 * How characters of wildlife, gear and trade words are taken apart beyond what the generated table says: by looks
 * (雀 as 少隹) or in more than one way. Only the splits of characters that a lexicon uses are compiled.
 * One character a word, its parts behind it, further ways after `/`.
 */
const SPLITS = `
猎犭昔 狩犭守 狼犭良 狐犭瓜 猫犭苗 狗犭句 狍犭包 獾犭雚 猬犭胃 猪犭者 猴犭侯 狮犭师 猩犭星 猞犭舍 猁犭利 猕犭弥 獭犭赖 猿犭袁 狒犭弗
狸犭里 狲犭孙 獐犭章 獒敖犬 狞犭宁 犴犭干 狨犭戎 狡犭交 狙犭且 猛犭孟 独犭虫 狂犭王 犯犭巳 狱犭讠犬 献南犬 豹豸勺 貂豸召 貉豸各 豺豸才
貘豸莫 貔豸毗 貅豸休 貊豸百 虎虍几 虏虍力 彪虎彡 虞虍吴 象⺈豕 豚月豕 豪高豕 熊能灬 罴罢灬 羆罷灬 鹿广比/广匕比
麝鹿射 麂鹿几 麋鹿米 麒鹿其 麟鹿粦 麈鹿主 麓林鹿 马⺄一 驴马户 驼马它 驯马川 骑马奇 骆马各 骡马累 骏马夋 驹马句 羊丷王 羚羊令
羯羊曷 羱羊原 翔羊羽 牛⺧丨 犀尸牛/尾牛 牦牛毛 犊牛卖 牲牛生 物牛勿 特牛寺 牧牛攵 角⺈用 觽角巂 觚角瓜 触角虫 解角刀牛 蹄足帝 骨冎月 骼骨各
骷骨古 髅骨娄 骸骨亥 髓骨遀 骰骨殳 皮广又 皱刍皮 革廿中 鞘革肖 鞋革圭 鞭革便 靴革化 毛丿二乚 毯毛炎 毫高毛 羽习习 翅支羽 翠羽卒 翎令羽
翡非羽 翼羽异 齿止凵 龈齿艮 尾尸毛 肉冂仌 腿月退 胆月旦 肝月干 肺月市 脏月庄 胎月台 肠月昜 脂月旨 膏高月 脑月囟 脯月甫
腊月昔 腌月奄 胶月交 肚月土 血丿皿 鹰广倠鸟/雁鸟/应鸟 鸡又鸟 鸭甲鸟 鹅我鸟 鸽合鸟 鹤隺鸟 鹊昔鸟 鸦牙鸟 鸥区鸟 鸳夗鸟 鸯央鸟
鹦婴鸟 鹉武鸟 鸮号鸟 鸱氐鸟 鹗咢鸟 鹃肙鸟 鹂丽鸟 鹇闲鸟 鹌奄鸟 鹑享鸟 鹩尞鸟 鹧庶鸟 鸪古鸟 鸬卢鸟 鹚兹鸟 鹳雚鸟 鹭路鸟 鸨匕十鸟 鸵它鸟
鸢弋鸟 鸠九鸟 鸣口鸟 鸫东鸟 鹪焦鸟 鹬矞鸟 鹮睘鸟 鹞䍃鸟 鹫就鸟 鹏朋鸟 鸾亦鸟 鸿江鸟 鹄告鸟 鹈弟鸟 鹕胡鸟 鹱蒦鸟 鹎卑鸟 鹛眉鸟 鸲句鸟
鸻行鸟 鹀巫鸟 鹟翁鸟 鹡脊鸟 鸰令鸟 鹨翏鸟 鹍昆鸟 雕周隹 隼隹十 雀少隹 雁厂亻隹 雉矢隹 雏刍隹 雇户隹 集隹木 焦隹灬 燕廿口北灬
凤几又 凰几皇 枭鸟木 岛鸟山 画一田凵 眉尸目 百一白 灵彐火 云二厶 相木目 思田心 绣纟秀 眼目艮 蓝艹监 点占灬 颏亥页 红纟工 喉口侯 嗓口桑
龟⺈电/𠂊电 鳖敝鱼 鳄鱼咢/鱼噩 蛇虫它 蟒虫莽 蚺虫冉 蝮虫复 蝰虫圭 蛤虫合 蚧虫介 蜥虫析 蜴虫易 蜓虫廷 蟾虫詹 蜍虫余 蛙虫圭 蝌虫科 蚪虫斗
螈虫原 蝾虫荣 蝎虫曷 蜈虫吴 蚣虫公 蜘虫知 蛛虫朱 蝶虫枼 蛾虫我 蝉虫单 蜂虫夆 蚕天虫 蚯虫丘 蚓虫引 蝠虫畐 蝙虫扁 螺虫累 蚌虫丰 蚝虫毛
蛎虫厉 鲎𭕄鱼/小冖鱼/龸鱼 鱼⺈田一 鲸鱼京 鲨沙鱼 鲟鱼寻 鳇鱼皇 鲵鱼儿 鲮鱼夌 鲤鱼里 鲶鱼念 鳗鱼曼 鳅鱼酋 鳝鱼善 鲑鱼圭 鲢鱼连 鲫鱼即 鲷鱼周
鳞鱼粦 鳍鱼耆 鳃鱼思 鲥鱼时 鲚鱼齐 鲃鱼巴 鲈鱼卢 鲍鱼包 鲛鱼交 鳐鱼䍃 鲼鱼贲 魟鱼工 玳王代 瑁王冒 珊王册 瑚王胡 砗石车 磲石渠 珍王㐱 珠王朱
珀王白 琥王虎 玉王丶 环王不 玩王元 犸犭马 枪木仓 弩奴弓 箭竹前 弹弓单 弦弓玄 铳钅充 炮火包 炸火乍 药艹约 毒丰母
网冂㐅㐅 罩罒卓 罗罒夕 笼竹龙 套大镸 夹一丷人/大丷 钳钅甘 钩钅勾 钓钅勺 钢钅冈 铁钅失 锚钅苗 锥钅隹 锯钅居 钉钅丁 铃钅令 链钅连 针钅十
镖钅票 叉又丶 捕扌甫 捉扌足 抓扌爪 打扌丁 拍扌白 扑扌卜 诱讠秀 饵饣耳 粘米占 电日乚 地土也 拖扌它 抄扌少 捞扌劳 渔氵鱼 渡氵度 洞氵同
窝穴呙 鼬鼠由 鼯鼠吾 鼹鼠晏 兔⺈口儿 刺朿刂 穿穴牙 山丨凵 甲日丨 掌尚手 趾足止 蹼足菐 膀月旁 胸月匈 臂辟月
野里予 味口未 酒氵酉 泡氵包 炖火屯 烤火考 炒火少 煲保火 汤氵昜 锅钅呙 饭饣反 餐⺈食 杉木彡 松木公 柏木白 桫木沙 椤木罗 檀木亶 梨利木
楠木南 樟木章 榧木匪 桧木会 兰丷三 苏艹办 蕨艹厥 参厶大彡 蓉艹容 苁艹从 芝艹之 茸艹耳 萝艹罗 薇艹微 莲艹连 荷艹何 蕙艹惠 石丆口
斛角斗 株木朱 棵木果 苗艹田 根木艮 售隹口 卖十买 收丩攵 购贝勾 贩贝反 换扌奂 货化贝 证讠正 票西示 价亻介 钱钅戋 元一兀 微彳攵
信亻言 私禾厶 聊耳卯 加力口 群君羊 邮由阝 寄宀奇 快忄夬 递弟辶 活氵舌 死歹匕 杀乂木 剥录刂 宰宀辛 标木示 本木一 拓扌石 框木匡
章立早 刻亥刂 串口口丨 镯钅蜀 佩亻凧 坠队土 扳扌反 指扌旨 杯木不 碗石宛 筷竹快 梳木㐬 簪竹朁 盒合皿 瓶并瓦 壶士业 板木反
材木才 料米斗 粉米分 丸九丶 油氵由 鹘骨鸟 雪雨彐 金人王 银钅艮 黑里灬 白丿日 紫此糸 花艹化 斑王文王 纹纟文
郎良阝 朗良月 杨木昜/木易 场土昜/土易 扬扌昜/扌易 汤氵易 肠月易 泽氵又丰 择扌又丰 服月卩又 报扌卩又 坚又土 肾又月 饰饣布 伤亻力 当小彐
单丷田十/八田十 锁钅小贝 断米斤 盔灰皿 班王王 兽丷田一口 鬼白儿厶 刷尸巾刂 制牛巾刂 德彳十四心 虱几虫 裘求衣 雀小隹
岗山冈 俱亻具 遥辶䍃 泉白水 灰厂火 丛从一 荒艹亡川 回囗口 黄共由/艹由八/艹一由八 重千里 哥可可 颈工页 声士尸 步止少 喜吉口 春三人日 秦三人禾
旦日一 季禾子 坐从土/人人土 原厂白小 直十且 盾厂十目 兵丘八 旅方氏 武弋止/一弋止 席广廿巾 夜亠亻夕 泰三人水 帝亠丷冖巾 量旦里 器吅犬吅/口口犬口口
南十冂羊 天一大 散昔攵/月攵 惠十日心 灭一火 因囗大 围囗韦 厚厂日子 举兴十 养羊介/美介 具且八 虽口虫 裹衣果 袋代衣 岸山厂干 崖山厂圭
善羊口 尝尚云 常尚巾 党尚儿 堂尚土 棠尚木 裳尚衣 梁氵刃木 黎禾勿水 巢巛果 番米田 卷夫巳 誉兴言 登癶豆 祭癶示 命人叩 念今心 琴王王今
`

export interface SplitCharacter {
  readonly whole: string
  readonly parts: readonly string[]
}

/** Marks that no ordinary sentence holds by themselves: a split with one of them is deliberate. */
export const BARE_RADICALS: ReadonlySet<string> = new Set([
  ...MARKS,
  ...characters(RARE_PARTS),
  ...RADICALS.map((pair) => pair.charAt(0)),
])

let listed: readonly SplitCharacter[] | undefined

/** Depends on nothing but the tables of this folder, so it is built once. */
export function listSplitCharacters(): readonly SplitCharacter[] {
  listed ??= [...readSplits().values()]
  return listed
}

function readSplits(): ReadonlyMap<string, SplitCharacter> {
  const ordinary = new Set(ORDINARY_WORDS.trim().split(/\s+/))
  const found = new Map<string, SplitCharacter>()
  for (const split of waysIn(SPLITS)) found.set(split.parts.join('') + split.whole, split)
  for (const { whole, parts: way } of [...waysIn(SPLITS), ...waysIn(COMPOSED)]) {
    for (const parts of radicalSpellings(way)) {
      const typed = parts.join('')
      // 虍 may be typed 虎, but not within 虎; 草头早 for 草 is a name.
      const holdsItself = parts.length === way.length && parts.includes(whole)
      if (!holdsItself && !ordinary.has(typed)) found.set(typed + whole, { whole, parts })
    }
  }
  return found
}

function waysIn(table: string): SplitCharacter[] {
  return table
    .trim()
    .split(/\s+/)
    .flatMap((entry) => {
      const [whole = '', ...rest] = [...entry]
      const ways = rest.join('').split('/')
      return ways.map((way) => ({ whole, parts: [...way] }))
    })
}

function characters(table: string): string[] {
  return [...table].filter((char) => char.trim() !== '')
}

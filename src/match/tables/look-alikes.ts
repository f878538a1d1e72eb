import { COMPOSED_ALIKE } from './composed-look-alikes.ts'
import { DRAWN_LIKE } from './drawn-look-alikes.ts'

/**
 * Characters put in place of another because they look like it, where their composition does not say so. The first of
 * each group is the one that is meant. Pairs that also sound alike are left to the homophone layer.
 */
const GROUPS = `
象豫蒙 牙于互 虎唬虑虚 豹豺 熊态能罴 犀墀屖 龟电黾 穿窜突 山仙 甲申由曱 鳞磷粼 麝射 鹿麁庶 角甪 骨胃 皮波坡支 掌裳堂
狼狠银 狐孤弧 猫锚描 獾灌罐 貂招昭 豺财材 猴候侯 狍抱 鹰膺鹰 雕调凋 隼集准 鸟乌岛 雀省 鸮鹗 鹦樱 鹉武 鹤鹳 画面 眉媚 百白 鸡鸠
鱼渔田 鲸惊 鲟寻 龙尤 蛇佗 蟒莽 蚺冉 鳄愕 鳖憋 蛙哇 玳代 瑁冒 珊册 瑚湖 砗车 磲渠 犸妈
枪抢仓 弩努 猎措腊 夹来 套奎 网冈 铳统 毒每 炸诈 捕铺哺 粘沾 诱锈 电甩申 地他 杉衫
`

/** Every one of a group is taken for every other one. */
const ALIKE = `
豹约 鲵儿 兰三 己已巳 大太犬 天夫夭 土士 王工 未末 术木本 日曰 日目 人入八 干千于 白自臼 母毋 鸟乌岛 兔免 力刀刁 贝见 田由甲申电 牛午 王玉主壬 九丸 几凡
口囗 龙尤 爪瓜 石右古 皿血 厂广 戈弋 今令 弓马 风凤 角甬 子孑 夕歹 勺匀 皮支 问间闻 师帅 拔拨 币市 辛幸 侯候 喝渴 住往 官宫 折拆析
外处 竞竟 茶荼 戊戌戍 毫亳 冒昌 崇祟 暑署 徒陡 肓盲 洒酒 昧味 祖租 汆氽 幻幼 叨叼 灸炙 钩钓钧 狼狠 裘袭 卖买 头实 肉内 夹来 虎虑 豹貌
猎腊 活话 野墅 松公 枪抢 掌拳 牙芽 骨肯 龟电 毒毐 网冈同 血皿 爪瓜 象像豫 熊能态 猴候 狗拘 猫描 鹰膺 蛇驼 雀省 隼集 皮坡 肝肚 胆但
鱼渔 鲨纱 鳖憋 贩饭 售隼 捕铺 炸诈 套奎 铗狭 罩卓 鹦樱 画面 眉媚 燕蒸 雁膺 鹊鹤 鸽鸧 鸡鸠 鸭鸮 鹅鸹
`

/** What is left of a character, or resembles it, in words for goods: 渠 for 磲. The first of each group is meant. */
const NEARLY_ALIKE = `
象豪家豫缘 牙邪互呀 虎虑虚虏虐虔 骨滑猾背肯 猎措蜡惜借昔腊错 枪怆舱抢沧仓创 弹蝉禅掸单 药约 蛇驼陀它舵鸵 鹰鹏雁膺应 龟电龙甩黾鱼 鳖弊憋蹩 蟒莽 穿窍牙窄窗 甲申由田押 羚翎玲怜冷 羊半羌美 麝鹿射麒
香杳番查 熊能罴态 胆担但旦坦 掌常堂撑赏 犀迟墀屋 角甬用解觅 豹豺狗酌钓约勺貌 皮坡波支反 狼狠良粮浪娘 狐孤弧瓜 貂招沼韶召 獭懒赖濑 鹿麂庶鹰廊 麂鹿几 鹦婴樱 鹉武鹊 画面亩函 眉媚盾肩冒 隼集准隹 鸮枭号鹗
鲟寻浔 珊册删姗 瑚糊湖葫胡 砗车阵 磲渠 玳代 瑁冒 檀坛擅 兰三篮 杉衫彬形 楠南喃 石右岩古 斛斜解角 网冈罔同肉 夹来失央 套奎夸 电申甩由 鱼渔鲁龟 弩努怒 弓马引己 毒每母玫 饵耳饭铒 炸作诈昨 粘沾站拈占
捕铺辅埔哺甫 鸟乌岛鸣马 叫叶叨纠 笼龙聋宠 猴候喉侯 猫描锚苗 狗拘苟句 獐獍章 獾灌罐权观 狸理埋里 豺财材才 貉络骆洛 鼬由油 鼠鼡 鹤鹳鹊 鹭路 鹃绢捐 鹂丽 雀省雈 雉矢稚 雕凋调周 鸡鸠鸣 鸭鸦甲 鹅鹄我
燕蒸 蟾瞻檐 蛙娃洼哇 蜥晰析 蝎揭渴喝竭 蛛珠株 鲨沙 鲸惊京 鲵儿倪 鲤埋里 鳄愕鹗 鳗慢漫 海每侮梅悔 豚琢啄 獒熬敖 犬大太 虫虽 蚕蛋 羽翔习 毛毫手尾 尾毛尼屋 爪瓜抓 牛午生 马鸟乌 驴护炉 骡骒
猪诸堵者 野墅予 味昧未 肉内网 腿退 蹄啼 茸耸 胶校 筋荕 血皿 胎治怡 鞭鞕便 粉纷份 酒洒沽 膏高育 丸九凡 片斤爿 珠株 串中患 链涟 镯浊 佩 摆罢 件仵伴 标际柠 本木体 大太 衣农 裘袭 帽冒 毯毡 枕忱
垫执 红江缸 黄寅横 蓝篮监 绿录碌 白自臼 黑墨里 金全余 银很跟 铜洞 铁失秩 钢冈 铅船 木术本 竹个 草早 花化 根很恨 叶吐叹 籽仔 苗田亩 桩庄 杆干 棍混 叉又义 钩钓构 锚描 丝经 线钱浅 绳蝇 箭前剪
弦炫 镖漂 刀力刁 刺剌 箱相 箩罗 篓娄 哨消 笛苗 诱锈秀 媒谋煤 捉促 抓孤 打扛扣 杀杂 逮隶 钓钩 灯打 瞄描 准淮 镜境 砂沙少 炮泡饱 火灭 雷霜 管官 机杌几 器哭 具且 工土 夜液 山仙出 林材 河何
江红 湖糊 水永冰 生主 活话 死歹 养美 卖买读 收牧 买卖 出山 售焦 购构 货贷 价介 钱线浅
`

/** Kana and bopomofo that are drawn like a character; the character stands behind. */
const DRAWN_ALIKE = `
ロ口 ロ囗 カ力 ニ二 ミ三 エ工 タ夕 ハ八 ト卜 チ千 オ才 セ七 ヌ又 ム厶 ミ彡 ヨ彐 メ乂 イ亻 ネ礻 サ艹 ケ个 ナ十 ラ亏 リ刂 ワ冖 ア卩
ㄖ日 ㄙ厶 ㄚ丫 ㄇ冂 ㄈ匚 ㄩ凵 ㄏ厂 ㄅ勹 ㄗ卩 ㄒ丁 ㄠ幺 ㄢ马 ㄑ人 ㄋ了 ㄌ力 ㄐ丩 ㄕ尸 ㄓ止 ㄤ尤
`

let listed: ReadonlyMap<string, readonly string[]> | undefined

/** What is typed for a character, likest first. Depends on nothing but the tables of this folder. */
export function listLookAlikes(): ReadonlyMap<string, readonly string[]> {
  listed ??= collect()
  return listed
}

/** Only what sellers were seen to type: with one character left of two, all that merely looks alike is coincidence. */
export function listAttestedLookAlikes(): ReadonlyMap<string, readonly string[]> {
  return new Map(groups(GROUPS).map(([meant = '', ...others]) => [meant, others]))
}

function collect(): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, Set<string>>()
  const add = (meant: string, others: Iterable<string>): void => {
    const known = found.get(meant) ?? new Set()
    for (const other of others) if (other !== meant) known.add(other)
    found.set(meant, known)
  }
  for (const [meant = '', ...others] of groups(GROUPS)) add(meant, others)
  for (const group of groups(ALIKE)) for (const meant of group) add(meant, group)
  for (const [drawn = '', meant = ''] of groups(DRAWN_ALIKE)) add(meant, [drawn])
  for (const table of [NEARLY_ALIKE, COMPOSED_ALIKE, DRAWN_LIKE]) {
    for (const [meant = '', ...others] of groups(table)) add(meant, others)
  }
  return new Map([...found].map(([meant, others]) => [meant, [...others]]))
}

function groups(table: string): string[][] {
  return table
    .trim()
    .split(/\s+/)
    .map((group) => [...group])
}

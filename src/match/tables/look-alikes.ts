import { COMPOSED_ALIKE } from './composed-look-alikes.ts'
import { DRAWN_LIKE } from './drawn-look-alikes.ts'

/**
 * Characters put in place of another because they look like it, where their composition does not say so. The first of
 * each group is the one that is meant. Pairs that also sound alike are left to the homophone layer.
 */
const GROUPS = `
象豫蒙 牙于互 虎唬虑虚 豹豺 熊态能罴 犀墀屖 龟电黾 穿窜突 山仙岀 甲申由曱 鳞磷粼 麝射廌 鹿麁庶 角甪 骨胃 皮波坡支 掌裳堂
狼狠银 狐孤弧 猫锚描 獾灌罐 貂招昭 豺财材 猴候侯 狍抱 鹰膺鹰 雕调凋 隼集准 鸟乌岛 雀省 鸮鹗 鹦樱 鹉武 鹤鹳 画面 眉媚 百白 鸡鸠
鱼渔田 鲸惊 鲟寻 龙尤 蛇佗 蟒莽 蚺冉 鳄愕 鳖憋 蛙哇 玳代 瑁冒 珊册 瑚湖 砗车 磲渠 犸妈
枪抢仓 弩努 猎措腊 夹来 套奎 网冈 铳统 毒每 炸诈 捕铺哺 粘沾 诱锈 电甩申 地他 杉衫 麻蔴
`

/** Every one of a group is taken for every other one. */
const ALIKE = `
豹约 鲵儿 兰三 己已巳 大太犬 天夫夭 土士 王工 未末 术木本 日曰 日目 人入八 干千于 白自臼 母毋 鸟乌岛 兔免 力刀刁 贝见 田由甲申电 牛午 王玉主壬 九丸 几凡
口囗 龙尤 爪瓜 石右古 皿血 厂广 戈弋 今令 弓马 风凤 角甬 子孑 夕歹 勺匀 皮支 问间闻 师帅 拔拨 币市 辛幸 侯候 喝渴 住往 官宫 折拆析
外处 竞竟 茶荼 戊戌戍 毫亳 冒昌 崇祟 暑署 徒陡 肓盲 洒酒 昧味 祖租 汆氽 幻幼 叨叼 灸炙 钩钓钧 狼狠 裘袭 卖买 头实 肉内 夹来 虎虑 豹貌
猎腊 活话 野墅 松公 枪抢 掌拳 牙芽 骨肯 龟电 毒毐 网冈同 血皿 爪瓜 象像豫 熊能态 猴候 狗拘 猫描 鹰膺 蛇驼 雀省 隼集 皮坡 肝肚 胆但
鱼渔 鲨纱 鳖憋 贩饭 售隼 捕铺 炸诈 套奎 铗狭 罩卓 鹦樱 画面 眉媚 燕蒸 雁膺 鹊鹤 鸽鸧 鸡鸠 鸭鸮 鹅鸹
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
  for (const table of [COMPOSED_ALIKE, DRAWN_LIKE]) {
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

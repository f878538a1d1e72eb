/** Shapes of other regions that the one-to-one converter does not give, by hand: simplified, then the other shapes. */
const SHAPES = `
龟亀 发髪発 龙竜 鸡鶏 蛇虵 猫貓 猪豬 里裏裡 药薬 兽獣 铁鉄 钱銭 银銀 铅鈆 齿歯 气気 团団 图図 国囯圀 圆円 两両 广広 旧舊 台臺 号號 豹豹 弹弾 电雷 黑黒 绿緑 丝糸 蝎蠍 虾蝦 岩巖嵒 峰峯 群羣 鹅鵝鵞 雁鴈 鹤鶴 狸貍
麝麝 猿猨 鳄鱷鰐 鳖鱉鼈 鳝鱓 鲸鯨 鲨鯊 柏栢 采採 参蔘 杯盃 笋筍 竿桿 床牀 烟菸煙 线綫 面麵麪 咸鹹 汤湯 熏燻 炖燉 粽糉 锈鏽 锹鍬 锤鎚 铲剷 碗椀盌 灶竈 秘祕 伞傘 床牀 厨廚 霉黴 赞讚 脚腳 却卻 污汙 灾災 况況 凉涼 决決
减減 凑湊 净淨浄 准準 冰氷 冲衝 霸覇 鼻鼻 卫衛 总総 归帰 画画畫 实実 宝宝寶宝 写冩 专専 栗慄 据拠 检検 剑剣 转転 轻軽 乐楽 观観 劝勧 权権 樱桜 榉欅 荣栄 莹瑩 营営 蛰蟄 触触 独独 闹閙 强強 满満 湾湾灣 渊淵 渴渇 沢泽 泽沢
驿駅 驱駆 欧欧 鸥鴎 呕嘔 枢枢 恶悪 壳殻 壶壺 处処 从従 纵縦 铳銃 蝉蝉 单単 战戦 兽獣 猎猟 腊蝋 脑脳 恼悩 粮糧 粘黏 麻蔴 狈狽 痒癢 肤膚 胆膽胆 胶膠 脏臟臓 脉脈 背揹 唇脣 尸屍 猬蝟 蚊蟁 蚬蜆 蛎蠣 蝇蠅 蜡蠟 跖蹠`

export interface Shape {
  readonly character: string
  readonly written: string
}

/** Entries that say nothing or name another character are dropped here. */
const WRONG = new Set([
  '电雷',
  '狸貍',
  '豹豹',
  '麝麝',
  '鼻鼻',
  '触触',
  '独独',
  '欧欧',
  '枢枢',
  '蝉蝉',
  '沢泽',
  '画画',
  '宝宝',
  '湾湾',
  '栗慄',
  '蛇虵',
  '铅鈆',
  '蚊蟁',
  '国圀',
  '熏燻',
])

export const SHAPE_LIST: readonly Shape[] = SHAPES.trim()
  .split(/\s+/)
  .flatMap((entry) => {
    const [character, ...others] = [...entry]
    return others.map((written) => ({ character: character as string, written }))
  })
  .filter(({ character, written }) => character !== written && !WRONG.has(character + written))

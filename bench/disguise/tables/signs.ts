/** Signs that sellers put between characters. `、，…` stop a sentence and go into longer terms only. */
export const NOISE: readonly string[] = [
  ...' *-.·~_/|+#@^=&%',
  ...'　＊－．～＿／｜＋＃',
  ...'★☆●○◆◇■□▲△♥♡♪→※°×√※丨∶•◎◈☞✓',
  ...'✨🔥👍❗💰🌹😊👉💎🎉🍀😄💥🌟😍🙏💫🎈🆗✅',
  '──',
].filter((sign, index, all) => all.indexOf(sign) === index)

export const STOPPING_NOISE: readonly string[] = ['、', '，', ',', '；', '!', '！', '：', ':', '…', '。']

/** Put around a character. */
export const BRACKETS: readonly string[] = [
  '()',
  '[]',
  '【】',
  '「」',
  '（）',
  '《》',
  '{}',
  '〖〗',
  '『』',
  '<>',
  '“”',
  '〈〉',
]

/** Code points without a shape of their own, and marks that lie over a character. */
export const INVISIBLE: readonly { readonly name: string; readonly text: string }[] = [
  ['zero-width space', 0x200b],
  ['zero-width non-joiner', 0x200c],
  ['zero-width joiner', 0x200d],
  ['word joiner', 0x2060],
  ['byte order mark', 0xfeff],
  ['soft hyphen', 0x00ad],
  ['combining grapheme joiner', 0x034f],
  ['left-to-right mark', 0x200e],
  ['right-to-left mark', 0x200f],
  ['invisible times', 0x2062],
  ['invisible separator', 0x2063],
  ['function application', 0x2061],
  ['first strong isolate', 0x2068],
  ['pop directional isolate', 0x2069],
  ['Mongolian vowel separator', 0x180e],
  ['Hangul filler', 0x3164],
  ['Hangul choseong filler', 0x115f],
  ['halfwidth Hangul filler', 0xffa0],
  ['variation selector 1', 0xfe00],
  ['text variation selector', 0xfe0e],
  ['emoji variation selector', 0xfe0f],
  ['ideographic variation selector 17', 0xe0100],
  ['ideographic variation selector 18', 0xe0101],
  ['tag space', 0xe0020],
  ['combining acute', 0x0301],
  ['combining low line', 0x0332],
  ['combining long stroke overlay', 0x0336],
  ['combining short solidus overlay', 0x0337],
  ['combining dot below', 0x0323],
  ['combining tilde', 0x0303],
  ['combining enclosing keycap', 0x20e3],
  ['combining enclosing circle', 0x20dd],
].map(([name, code]) => ({ name: name as string, text: String.fromCodePoint(code as number) }))

/** CJK radicals without a compatibility mapping, beside the character a reader sees in them. By hand. */
export const RADICALS_SUPPLEMENT =
  '虎⻁ 长⻓ 门⻔ 韦⻙ 页⻚ 风⻛ 飞⻜ 食⻝ 马⻢ 骨⻣ 鬼⻤ 鱼⻥ 鸟⻦ 卤⻧ 麦⻨ 黄⻩ 黾⻪ 齐⻬ 齿⻮ 龙⻰ 龟⻳ 龟⻲ 龟⺔ 贝⻉ 见⻅ 车⻋ 角⻆ 西⻄ 青⻘ 母⺟ 民⺠ 羊⺷ 羊⺸ 小⺌ 牛⺧ 鹿⻱'

/** Kana and other signs that are read as the character. By hand. */
export const STAND_INS =
  '口ロ 二ニ 八ハ 工エ 力カ 夕タ 卜ト 一ー 丁Ｔ 大𠆢 十╋ 王丰 日曰 夫伕 干〸 人亻 乙Z 丰キ 土士 田⽥ 中㊥ 白㿟'

export interface LetterStyle {
  readonly name: string
  readonly letters: ReadonlyMap<string, string>
}

const ASCII = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789']

function run(first: number, characters: string): [string, string][] {
  return [...characters].map((character, index) => [character, String.fromCodePoint(first + index)])
}

const UPPER = ASCII.slice(0, 26).join('')
const LOWER = ASCII.slice(26, 52).join('')
const DIGITS = ASCII.slice(52).join('')

function style(name: string, ...runs: [string, string][][]): LetterStyle {
  const letters = new Map(runs.flat())
  for (const letter of UPPER) fillCase(letters, letter, letter.toLowerCase())
  return { name, letters }
}

/** A style that has one case only serves both. */
function fillCase(letters: Map<string, string>, upper: string, lower: string): void {
  const large = letters.get(upper)
  const small = letters.get(lower)
  if (large && !small) letters.set(lower, large)
  if (small && !large) letters.set(upper, small)
}

function pairs(text: string): [string, string][] {
  return text.split(' ').map((pair) => [...pair] as [string, string])
}

/** Letters and digits in other clothes, from the code charts; small capitals and foreign look-alikes by hand. */
export const LETTER_STYLES: readonly LetterStyle[] = [
  style('circled', run(0x24b6, UPPER), run(0x24d0, LOWER), run(0x2460, '123456789'), [['0', '⓪']]),
  style('negative circled', run(0x1f150, UPPER), run(0x2776, '123456789'), [['0', '⓿']]),
  style('squared', run(0x1f130, UPPER)),
  style('negative squared', run(0x1f170, UPPER)),
  style('parenthesized', run(0x249c, LOWER), run(0x2474, '123456789')),
  style('mathematical bold', run(0x1d400, UPPER), run(0x1d41a, LOWER), run(0x1d7ce, DIGITS)),
  style('mathematical bold script', run(0x1d4d0, UPPER), run(0x1d4ea, LOWER)),
  style('mathematical sans', run(0x1d5a0, UPPER), run(0x1d5ba, LOWER), run(0x1d7e2, DIGITS)),
  style('mathematical monospace', run(0x1d670, UPPER), run(0x1d68a, LOWER), run(0x1d7f6, DIGITS)),
  style('mathematical bold fraktur', run(0x1d56c, UPPER), run(0x1d586, LOWER)),
  style(
    'double-struck digits and bold italic',
    run(0x1d468, UPPER),
    run(0x1d482, LOWER),
    run(0x1d7d8, DIGITS),
  ),
  style('regional indicator', run(0x1f1e6, UPPER)),
  style('small capital', pairs('aᴀ bʙ cᴄ dᴅ eᴇ fꜰ gɢ hʜ iɪ jᴊ kᴋ lʟ mᴍ nɴ oᴏ pᴘ rʀ sꜱ tᴛ uᴜ vᴠ wᴡ yʏ zᴢ')),
  style('Cyrillic', pairs('aа cс eе iі jј oо pр sѕ xх yу AА BВ CС EЕ HН KК MМ OО PР TТ XХ YУ SЅ JЈ')),
  style('Greek', pairs('AΑ BΒ EΕ HΗ IΙ KΚ MΜ NΝ OΟ PΡ TΤ XΧ YΥ ZΖ oο vν')),
  style(
    'superscript',
    pairs(
      'aᵃ bᵇ cᶜ dᵈ eᵉ fᶠ gᵍ hʰ iⁱ jʲ kᵏ lˡ mᵐ nⁿ oᵒ pᵖ rʳ sˢ tᵗ uᵘ vᵛ wʷ xˣ yʸ zᶻ 1¹ 2² 3³ 4⁴ 5⁵ 6⁶ 7⁷ 8⁸ 9⁹ 0⁰',
    ),
  ),
]

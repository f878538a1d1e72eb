import { EMOJI_MEANINGS } from './emoji-meanings.ts'
import { HINTED_EMOJI } from './named-emoji.ts'

/**
 * What an emoji may stand for though it does not show it, or shows more: believed where the rest of the term is written.
 * A character or a word a line, then the emoji that are taken for it.
 */
const DRAWN = `
野 🏕 🌲 🌳 🌿 🏞 ⛺ 🌾 🌱
山 ⛰ 🏔 🗻 🌄 🚵 🧗 🌋 🏞 🎑
红 🔴 🟥 ❤ 🌹 🧧 🚩 🍎 ♥ 🍓 🍒 🏮 💋 🌶
活 🏃 💓 🫀 🔋 🌱
皮 🧥 👜 👝 💼 🥾 👞 👢 🏉
体 🧍 🏋 💪
网 🕸 🥅 🌐 🎣
黄 🟡 🟨 💛 🌕 🍌 🌻 ⭐ 🍋 🐤
海 🌊 🏖 🏝 🐚 🚢 ⛵ 🐬
白 ⚪ ⬜ 🤍 🐑 🕊 🥚 ☁ 🐇 🏳 ◻ ❄ 🦢 🥛
金 🪙 🥇 🏆 💰 👑 🔱 ⭐ 💛 🏅 🟡 🌟 💲
捕 🪤 🎣 🥅 👮 🫳
角 🦌 🐏 📐 🔺 🐂 🦏 🦄 🐃 🐐 📯
打 👊 🔨 🤜 🤛 🥊 🏏 🔫
猎 🏹 🔫 🎯 🐕 🏇 🐆
本 📖 📚 📓 📔 📕
标 🎯 📌 🏷 🚩 📍
黑 ⚫ ⬛ 🖤 🌑 🏴 ◼ 🐈 🌚 🕷
电 ⚡ 🔌 🔋 💡 🌩 📱 🔦
甲 🛡 🐢 💅 🪲
斑 🐆 🦓 🐅 🐞 🐯
花 🌸 🌺 🌼 🌻 🌷 🌹 🏵 💐 💮 🪷 🥀 🪻
老 👴 👵 🧓
香 🕯 🪔 🌸 💐 🧴
机 🤖 ✈ 🛩 📱 🖨 🎰 🚁 ⚙ 📟 🎛
套 🪢 🧤 🎁 🧦
石 🪨 💎 🗿 🧱 🌑 🥌
叶 🍃 🍂 🍁 🌿 🌱 🍀
夹 🗜 📎 🪤 🖇 🥟
货 📦 🚚 🛒 🛍 🚛
毛 🪶 🧶 🐑 🐻
药 💊 💉 🧪 ⚗ 🌿 🩹 🧴 🍄 🏥
收 📥 💰 🛒 🤲 🫴 💵
地 🌍 🌎 🌏 🗺 🌐 📍
带 🎗 🎀 🥋 📼
草 🌿 🌱 🍀 ☘ 🌾 🪴 🍃
树 🌲 🌳 🌴 🎄 🎋
铁 🔩 ⚙ 🧲 🔨 🔗 ⛓ 🛠
眼 👀 👁 👓 🧿 🕶
眉 🤨
绿 🟢 🟩 💚 🌿 🍀 🥦 🌱
兽 🐾 🦁 🐯 🐻 👹 🐉 🐺
翅 🪽 🦋 👼 🍗 🦅 🦇
蓝 🔵 🟦 💙 🩵 🌊 🐳
嘴 👄 💋 👅 🐦 🦜
凤 🦚 🐓 🔥 🪶
珠 📿 🔮 🦪 ⚪ 🔴 🧿 🫧
笼 🪤 🧺 🏮 🐦 ⛓
青 🟢 🌿 🐸 🟩 🌱 🍏
崽 👶 🍼 🐣 🐤 🧒 🐥 🐶
仔 👶 🍼 🐣 🐤 🧒 🐥 🐶
子 👶 🧒 👦
幼 👶 🍼 🐣 🐤 🧒 🐥
苗 🌱 🌿 🌾 🪴
沙 🏜 🏖 ⏳ 🏝 ⌛
江 🌊 🏞 💧 🌉
河 🌊 🏞 💧 🌉
湖 🌊 🏞 💧 💦
溪 🌊 🏞 💧 💦
洋 🌊 🌏
抓 ✊ 🤏 🫳 🐾 👊 🤲
高 📈 🗼 ⬆
毒 ☠ 🧪 ☢ ☣ 💀 🐍 🤢 🤮 🍄 ⚗ 🕷 🦂 💉 💊
雪 ❄ ☃ ⛄ 🌨 🏔 🎿 🍧
灵 👻 ✨ 🧚
紫 🟣 🟪 💜 🍇 🍆 🔮 ☂ 🪻
味 👅 😋 🍽 🍲
脚 🦶 👣 🐾 🦵
弩 🏹 🎯
穿 👕 🧷 🏹 🧥
林 🌲 🌳 🌴 🎄 🏞
豆 🫘 🫛
宝 💎 💰 👑 👶 🎁 🐚
粉 🩷 🌸 💗 💅 🧂
弹 💣 🔫 🪀 🎳 🧨 🎯
喉 🗣
掌 🖐 ✋ 🐾 👏 🤚 🫲 🫱 🌵
贝 🐚 🦪
画 🖼 🎨 🖌
线 🧵 🪡 🧶 🪢
诱 🪤 🎣 🪱
饵 🪱 🎣 🪝 🍤
钩 🪝 🎣
钓 🎣 🪝
吊 🪝 🏗 📿
神 🙏 👼 🧞
刺 🦔 🌵 🗡 🪡 📌
冠 👑 🐓 🏆
血 🩸 🧛 💉
星 ⭐ 🌟 ✨ 💫 🌠 ✡ 🔯
叫 📢 📣 🗣 🔊
声 🔊 📢 🎵 🔉 📣 🎶 🔔 🔈
音 🎵 🎶 🔊 🔉 🎧 🎼 📻
歌 🎵 🎤 🎶 🎼
环 💍 ⭕ 🔗
酒 🍷 🍶 🍺 🍾 🍻 🥂 🍸 🍹 🥃
点 ⚫ 🔴 📍
炸 💣 💥 🧨 🍤
雷 ⚡ 🌩 💣 🧨 ⛈
腿 🦵 🍗
钱 💰 💵 💴 💶 💷 💸 🪙
视 👁 📺 📹 👀 👓
菜 🥬 🥗 🥦 🥘
双 ✌ 👯 ♊ 👥 ⏸
银 🥈 🪙 ⚪ 🩶
铜 🥉 🪙 🟤
茶 🍵 🫖 ☕ 🧋
盘 💿 🍽 💽 🥏
齿 🦷 😬 🪥
牙 🦷 😬 🪥 🐘
孔 🕳 🦚
油 🛢 ⛽ 🫒 🧴
加 ➕
指 👆 👉 ☝ 💍 👇
渔 🎣 🐟 🛶
果 🍎 🍇 🍓 🍑 🍏
羽 🪶 🦚 🪽 🏸
球 ⚽ 🏀 🎱 🔮 🎾 🏐 🏈 ⚾
面 🍜 🎭 🍝
炮 💣 🧨 🎆
根 🥕 🫚 🌱
佛 🙏 📿 🧘 🗿 ☸ 🛕
箭 🏹 ➡ 🎯 💘
弓 🏹
枪 🔫
蜜 🍯 🐝
镜 👓 🔍 🔭 🪞 🔬 🥽 🕶 🔎
挖 ⛏
字 🔤 📝 🀄
新 🆕 🌱 ✨
阳 ☀ 🌞 🌅
卡 💳 🪪
食 🍽 🍚 🍴 🍱 🥘
肉 🥩 🍖 🍗 🥓 🍔
风 🌬 🌪 💨 🎐 🌀 🍃
船 🚢 ⛵ 🛶 🚤 🛥 ⛴
种 🌱 🌰
烟 🚬 💨
灯 💡 🔦 🏮 🪔 🕯 🚨
水 💧 🌊 💦 🚰 🚿 🥤 🫗 ⛲ 🥛
火 🔥 🧨 🎆 🚒
木 🪵 🌲 🌳 🪑
土 🏜 🌍 🪴 🧱
日 ☀ 🌞 🌅 📅 🎌 🗾
月 🌙 🌕 🌛 🌜 🌑 🌝 🥮
天 ☁ 🌤 ☀ 🌌 ⛅ 🌈 🌞
夜 🌃 🌙 🌌 🌚 🦉
云 ☁ 🌥 ⛅ 🌫
雨 🌧 ☔ 🌂 ☂ 🌦
冰 🧊 ❄ ⛸ 🍧
心 ❤ 🖤 💛 💚 💙 💜 🧡 🤍 💖 💗 💓 🤎 🫀
手 ✋ 🖐 🤚 👋 🤝 👐 👆 🤲 👏 🫱 🧤 ✍ 💪
头 👤 🗣 💀 🐲 👦 🧑 🐮 🐵
脸 🙂 😀 🐵 👹
舌 👅
耳 👂 🐰 🦻
鼻 👃 🐽 🐘
足 🦶 👣 ⚽ 🐾
爪 🐾 ✊ 🦅 🖐
骨 🦴 💀 ☠ 🩻 🍖
蛋 🥚 🍳 🐣 🪺
卵 🥚 🍳 🐣 🪺
窝 🪺 🪹 🏠
鸟 🐦 🕊 🐤 🐥 🦜 🦅 🦉 🦆 🦢 🪿 🦩 🐓 🐣 🦚 🦃
鱼 🐟 🐠 🐡 🎣 🦈 🐬 🐋 🐳
虫 🐛 🐜 🐝 🪲 🐞 🦗 🪳 🪱 🦋 🕷
龙 🐉 🐲 🦖 🦕
大 🐘 🐋 🦣 🔠 🆙
小 🤏 🐜 🔡 👶 🐥 🐤 🐣
王 👑 🤴 🫅 🦁 🐯
鬼 👻 👹 👺 💀
车 🚗 🚙 🚚 🚕 🏎 🚲
刀 🔪 🗡 ⚔
棒 🏏 🪄 🥢
杆 🎣 🎋 🏌
竿 🎣 🎋
锤 🔨 ⚒
针 🪡 💉 📌 🧷 📍 🧭
管 🧪 🚬 🪈 🚰
瓶 🍾 🍼 🏺 🫙 🧴 🔋
杯 🍵 🥤 🏆 ☕ 🍺 🥛 🍷
碗 🥣 🍜 🍚
壶 🫖
锅 🍲 🥘 🍳 🫕
筷 🥢
勺 🥄
盒 📦 🎁 🍱 🥡
箱 📦 🧳 🗳 🧰
包 👜 🎒 👝 💼 👛 🥟 🛍
帽 🎩 🧢 👒
鞋 👞 👟 👠 🥾
衣 👕 👔 🧥 👗 🥼
裤 👖 🩳
钟 🕐 🕰 ⏰ ⏱ 🔔
表 ⌚ 🕐 ⏱
书 📚 📖 📕
笔 🖊 ✏ 🖌 🖋 ✒ 🖍
刷 🖌 🪥
印 🖨
床 🛏
椅 🪑 💺
门 🚪 ⛩
窗 🪟
房 🏠 🏡 🏘
店 🏪 🏬 🏬
厂 🏭
家 🏠 🏡 👪
场 🏟
路 🛣
桥 🌉
岛 🏝
洞 🕳
穴 🕳
坑 🕳
冬 ⛄ ❄ 🥶
夏 ☀ 🏖 🌞
春 🌱 🌸
秋 🍂 🍁
热 🔥 🥵 ♨ ☀
冷 🥶 ❄ 🧊
辣 🌶
甜 🍬 🍭 🍰 🍯
酸 🍋
盐 🧂
糖 🍬 🍭 🍫
米 🍚 🌾 🍙 🌽
麦 🌾 🎤
瓜 🍉 🍈 🥒 🎃
桃 🍑
梅 🌸 🌺
莓 🍓 🫐
椰 🥥
橘 🍊
菇 🍄
菌 🍄 🦠
芝 🍄
椒 🌶 🫑
葱 🧅 🌱
参 🥕 🫚
松 🌲 🎄 🎍 🐿
柏 🌲 🎄
杉 🌲 🎄
竹 🎋 🎍 🐼
兰 🌸 🪻 🌺 🌷 💐
菊 🌼 🌻
棕 🟤 🟫 🐻 🌴 🤎
灰 🩶 🐺 🐭 🐘 🌫 🐀 ⚪
褐 🟤 🟫 🤎 🐻
橙 🟠 🟧 🧡 🍊
彩 🌈 🎨 🎊
光 💡 ✨ 🔆 🌟 ☀ 🔦
亮 💡 🔆 ✨
飞 ✈ 🛩 🪽 🕊 🛫 🦅 🚀 🦇
跑 🏃 🐎
走 🚶
游 🏊
看 👀 👁
听 👂 🎧
吃 🍽 🍴 😋
杀 🔪 🗡 ⚔
死 💀 ☠ ⚰ 🪦
医 🏥 ⚕ 🩺
女 👩 ♀ 🚺 👧
男 👨 ♂ 🚹
公 ♂ 👨 🚹 🐓
母 ♀ 👩 🚺 🐔
人 👤 🧍 🚶 👨 🧑 👥 👩
仙 🧚
百 💯
一 ☝ 🥇 🕐
二 ✌ 🥈 🕑
三 🥉 🕒 ☘
五 🖐 ✋ 🕔
六 🤙 🕕
八 🎱 🕗
十 🔟 ➕ ❌ 🕙
圆 ⭕ 🔴 ⚪ 🔵
方 🟥 ⬛ ◼ 🔳
长 📏 🐍 🦒
重 🏋 ⚖
快 ⚡ 🚀 💨 🏃 ⏩
真 ✅ 💯
好 👍 👌
顶 🔝 👆 ⬆
上 ⬆ 👆 🔼 🔝
下 ⬇ 👇 🔽
左 ⬅ 👈
右 ➡ 👉
东 ➡ 🌅
中 🀄 🎯
出 📤 🚪
锁 🔒 🔐
铃 🔔 🛎
鼓 🥁
琴 🎹 🎸 🎻
哨 🪈
号 📯 🎺
旗 🚩 🏁 🎌 🏴 🏳
玉 💎 💚
晶 💎 🔮
链 ⛓ 🔗 📿
绳 🪢 🧵
丝 🧵 🕸
布 🧵
膏 🧴
丸 💊 ⚫
片 💊 📄 🎞
汤 🍲 🥣 🍜
饭 🍚 🍱
串 🍢 🍡 📿
烤 🍢 🔥 🍖
炒 🍳
餐 🍽 🍴
单 📋 🧾 📝
票 🎫 🎟 🧾
证 🪪 📜 📃
照 📷 📸
相 📷 🖼
器 🔧 ⚙ 🛠
具 🔧 🛠
轮 🎡 🛞
盔 🪖 ⛑
盾 🛡
矛 🔱 🗡
叉 🔱 🍴 ❌
钳 🗜 🔧
剪 ✂
钢 🔩 ⚙
胶 🧴
罐 🫙 🥫
桶 🪣 🛢
盆 🪴 🛁
篮 🧺 🏀
袋 👜 🛍 💰 🦘
筒 🔭 🔦 🧻
望 🔭 👀
信 ✉ 📧 📨 💌
打猎 🏹 🔫 🎯
弓弩 🏹
射箭 🏹
狩猎 🏹
猎枪 🔫
气枪 🔫
手枪 🔫
野兔 🐇 🐰
野鸡 🐓 🐔
山鸡 🐓 🐔
公鸡 🐓
母鸡 🐔
野鸭 🦆
鸭子 🦆
水鸭 🦆
水牛 🦬 🐃
野牛 🐃
羚羊 🐐 🦌 🐏
野羊 🐐
鹿角 🦌
梅花鹿 🦌
鹿茸 🦌
岩羊 🐏
海龟 🐢
陆龟 🐢
小鸟 🐦 🐤 🐥
麻雀 🐦
雀 🐦
老鹰 🦅
猎鹰 🦅
金雕 🦅
隼 🦅
大雁 🦢 🪿
枭 🦉
炸药 🧨 💣
鞭炮 🧨
炸弹 💣
毒药 🧪 ☠ 💊
药水 🧪
骷髅 ☠ 💀
药丸 💊
地球 🌍
象牙 🐘
犀角 🦏
熊掌 🐻
黑熊 🐻
猕猴 🐒 🐵
鳄龟 🐊
贝壳 🐚
海螺 🐚
砗磲 🐚
珍珠 🦪
牛蛙 🐸
蟾蜍 🐸
蜜蜂 🐝
灵芝 🍄
蘑菇 🍄
兰花 🪻 🌸 🌺
樱花 🌸
红木 🪵
木头 🪵
沉香 🪵
项链 📿
吊坠 📿
手链 📿
牙齿 🦷
头灯 🔦 💡
强光 🔦
陷阱 🪤 🕳
捕鼠 🪤
套子 🪢
绳子 🪢
索 🪢
渔网 🥅
粘网 🥅 🕸
蛛网 🕸
鱼竿 🎣
钓鱼 🎣
鱼钩 🎣
电瓶 🔋
叫声 📢 🔊
音响 🔊
录音 🎙
皮包 👜
电源 🔌
山猪 🐗
毒蛇 🐍
野味 🥩 🍖
大山 ⛰
雄狮 🦁
野狼 🐺
灰狼 🐺
红狐 🦊
飞鼠 🐿
壁虎 🦎
鱼翅 🦈
蛟 🐉
舟 🛶
北 ⬆ 🧭
南 ⬇ 🧭
西 ⬅ 🌇
四 🕓 🍀
七 🕖
九 🕘
`

let hints: ReadonlyMap<string, readonly string[]> | undefined

/** Characters and words that a picture may stand for; none for one that nothing is known of. */
export function hintsOf(picture: string): readonly string[] {
  hints ??= readHints()
  return hints.get(picture) ?? NONE
}

const NONE: readonly string[] = []

/** True for a hint that is more than part of a name: two characters are believed with no other. */
export function isDrawn(picture: string, hint: string): boolean {
  drawn ??= new Set(
    linesOf(DRAWN).flatMap(([known = '', ...pictures]) => pictures.map((other) => other + known)),
  )
  return drawn.has(picture + hint)
}

let drawn: ReadonlySet<string> | undefined

function readHints(): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, Set<string>>()
  const add = (picture: string, hint: string): void => {
    const known = found.get(picture) ?? new Set()
    found.set(picture, known.add(hint))
  }
  for (const [hint = '', ...pictures] of linesOf(DRAWN)) for (const picture of pictures) add(picture, hint)
  for (const [picture = '', chars = ''] of linesOf(HINTED_EMOJI)) for (const char of chars) add(picture, char)
  const usual = (picture: string): readonly string[] => EMOJI_MEANINGS[picture] ?? NONE
  return new Map(
    [...found].map(([picture, known]) => [
      picture,
      [...known].filter((hint) => !usual(picture).includes(hint)),
    ]),
  )
}

function linesOf(table: string): string[][] {
  return table
    .trim()
    .split('\n')
    .map((line) => line.split(' '))
}

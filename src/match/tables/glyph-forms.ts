/** Forms that Unicode's compatibility folding leaves alone, each with the plain character. */

/** CJK radicals supplement and side forms, typed to break a word up or to take a character's place. */
export const RADICALS = `
⺀丶 ⺁厂 ⺄乙 ⺅亻 ⺆冂 ⺈刀 ⺉刂 ⺊卜 ⺋卩 ⺌小 ⺍小 ⺎兀 ⺏尢 ⺑尢 ⺒巳 ⺓幺 ⺔彑 ⺕彐 ⺖忄 ⺗心 ⺘扌 ⺙攵 ⺛旡 ⺜日 ⺝月 ⺞歹 ⺟母 ⺠民
⺡氵 ⺢水 ⺣灬 ⺤爫 ⺥爪 ⺦丬 ⺧牛 ⺨犭 ⺩王 ⺮竹 ⺪疋 ⺫目 ⺬示 ⺭礻 ⺰纟 ⺱网 ⺲罒 ⺳网 ⺴网 ⺵网 ⺶羊 ⺷羊 ⺸羊 ⺹老 ⺺聿 ⺻聿 ⺼肉 ⺽臼 ⺾艹
⺿艹 ⻀艹 ⻁虎 ⻂衤 ⻃西 ⻄西 ⻅见 ⻆角 ⻇角 ⻈讠 ⻉贝 ⻊足 ⻋车 ⻌辶 ⻍辶 ⻎辶 ⻏阝 ⻐钅 ⻑长 ⻒长 ⻓长 ⻔门 ⻕阜 ⻖阝 ⻗雨 ⻘青
⻙韦 ⻚页 ⻛风 ⻜飞 ⻝食 ⻞食 ⻟食 ⻠饣 ⻡首 ⻢马 ⻣骨 ⻤鬼 ⻥鱼 ⻦鸟 ⻧卤 ⻨麦 ⻩黄 ⻪黾 ⻫齐 ⻬齐 ⻭齿 ⻮齿 ⻯龙 ⻰龙 ⻱龟 ⻲龟 ⻳龟
`
  .trim()
  .split(/\s+/)

/** Letters of other scripts and phonetic letters that are read as Latin. */
export const LATIN_LOOK_ALIKES = `
АaВbЕeКkМmНhОoРpСcТtУyХxІiЅsЈjԌgԚqԜw ΑaΒbΕeΖzΗhΙiΚkΜmΝnΟoΡpΤtΥyΧx
аa еe оo рp сc уy хx іi ѕs јj ԁd һh ԛq ԝw вb мm нh тt кk ɡg ɑa αa οo ρp νv υu κk ιi τt
ᴀa ʙb ᴄc ᴅd ᴇe ꜰf ɢg ʜh ɪi ᴊj ᴋk ʟl ᴍm ɴn ᴏo ᴘp ǫq ʀr ꜱs ᴛt ᴜu ᴠv ᴡw ʏy ᴢz ıi
`
  .trim()
  .split(/\s+/)

/** Characters of a Chinese or Japanese keyboard that sellers put between letters as if they were dots. */
export const NOISE_CHARACTERS = '丶丨丿亅乀ヽヾゝゞーノのㅤ'

/** Numerals that are typed for one another: 下3滥. 陆 and 伍 are left out, being names of animals and people. */
export const NUMERALS: Readonly<Record<string, string>> = {
  零: '0',
  〇: '0',
  一: '1',
  壹: '1',
  二: '2',
  贰: '2',
  三: '3',
  叁: '3',
  四: '4',
  肆: '4',
  五: '5',
  六: '6',
  七: '7',
  柒: '7',
  八: '8',
  捌: '8',
  九: '9',
  玖: '9',
}

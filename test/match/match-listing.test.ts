import { describe, expect, it } from 'vitest'
import { aMatcher, readings } from './match-support.ts'

/** Words of trade, which make a guess believable. */
const SALE = { text: '出售', kind: 'context', signal: 'sale' } as const

describe('matchListing', () => {
  const match = aMatcher(
    '象牙',
    '穿山甲',
    '穿山甲片',
    '捕鸟网',
    '猎枪',
    '虎骨酒',
    '玳瑁',
    '犀牛角',
    '电鱼机',
    SALE,
  )
  const found = (title: string) => readings(match(title).matches.filter(({ kind }) => kind === 'product'))

  it('finds a plain term at its place in title and body', () => {
    expect(match('收象牙', '有穿山甲').matches).toMatchObject([
      { termId: 't.0', field: 'title', start: 1, end: 3, text: '象牙', evasions: [] },
      { termId: 't.1', field: 'body', start: 1, end: 4, text: '穿山甲', evasions: [] },
    ])
  })

  it('carries kind, category and signal of the term', () => {
    expect(match('出售').matches).toEqual([
      {
        termId: 't.9',
        kind: 'context',
        category: 'none',
        signal: 'sale',
        field: 'title',
        start: 0,
        end: 2,
        text: '出售',
        evasions: [],
      },
    ])
  })

  it('finds a term inside a longer one', () => {
    expect(found('收穿山甲片')).toEqual(['穿山甲片', '穿山甲'])
  })

  it.each([
    ['full width and circled letters', 'ｉｖｏｒｙ', 'ivory', 'ｉｖｏｒｙ fullwidth'],
    ['capital letters, which disguise nothing', 'IVORY', 'ivory', 'IVORY'],
    ['circled letters', 'ⓘⓥⓞⓡⓨ', 'ivory', 'ⓘⓥⓞⓡⓨ variant-glyph'],
    ['letters on a dark ground', '🅘🅥🅞🅡🅨', 'ivory', '🅘🅥🅞🅡🅨 variant-glyph'],
    ['mathematical letters', '𝓲𝓿𝓸𝓻𝔂', 'ivory', '𝓲𝓿𝓸𝓻𝔂 variant-glyph'],
    ['Cyrillic letters', 'іvоry', 'ivory', 'іvоry variant-glyph'],
    ['traditional characters', '電魚機', '电鱼机', '電魚機 traditional'],
    ['Japanese characters', '亀甲', '龟甲', '亀甲 traditional'],
    ['radicals', '⽛雕', '牙雕', '⽛雕 variant-glyph'],
    ['numerals', '下3滥', '下三滥', '下3滥'],
  ])('folds %s', (_, title, term, expected) => {
    expect(readings(aMatcher(term)(title).matches)).toEqual([expected])
  })

  it.each([
    ['noise', '象*牙', '象*牙 noise'],
    ['noise', '象...牙', '象...牙 noise'],
    ['an emoji between', '象🐘牙', '象🐘牙 noise'],
    ['zero-width characters', '象\u200b\u2060\u200d\ufeff牙', '象\u200b\u2060\u200d\ufeff牙 zero-width'],
    ['a variation selector', '象\ufe0f牙', '象\ufe0f牙 zero-width'],
    ['spaces', '捕 鸟 网', '捕 鸟 网 noise'],
    ['homophones', '川山甲', '川山甲 homophone'],
    ['pinyin', 'chuanshanjia', 'chuanshanjia pinyin'],
    ['spaced pinyin', '刻的 xi niu jiao 酒斗', 'xi niu jiao pinyin noise mixed'],
    ['toned pinyin', 'xiàngyá', 'xiàngyá pinyin'],
    ['pinyin beside a character', '象ya', '象ya pinyin'],
    ['a character beside pinyin', 'xiang牙', 'xiang牙 pinyin'],
    ['pinyin in the middle', '穿shan甲', '穿shan甲 pinyin'],
    ['full-width pinyin', 'ＸＩＡＮＧ牙', 'ＸＩＡＮＧ牙 pinyin fullwidth mixed'],
    ['initials', '穿s甲', '穿s甲 initials'],
    ['two initials beside words of trade', '穿sj 出售', '穿sj initials'],
    ['a homophone and an initial', '川S甲 出售', '川S甲 homophone initials mixed'],
    ['a homophone and pinyin', '出售 戴mao 圈', '戴mao homophone pinyin mixed'],
    ['split characters', '犭昔木仓', '犭昔木仓 split-char'],
    ['one split character', '猎 木仓', '猎 木仓 split-char noise mixed'],
    ['a split with a radical of the supplement', '⺨昔枪', '⺨昔枪 split-char variant-glyph mixed'],
    ['an emoji for a character', '🐘牙', '🐘牙 emoji'],
    ['emoji for all characters', '🐘🦷', '🐘🦷 emoji'],
    ['an emoji in a longer word', '🐅骨酒', '🐅骨酒 emoji'],
    ['a reversed word', '甲山穿', '甲山穿 reversed'],
    ['a look-alike', '象于 出售', '象于 variant-glyph'],
    ['a homophone of two characters beside words of trade', '出售 相牙', '相牙 homophone'],
    ['a homophone of two characters that nobody writes side by side', '好看的相牙', '相牙 homophone'],
  ])('sees through %s: %s', (_, title, expected) => {
    expect(found(title)).toEqual([expected])
  })

  it.each([
    ['a sentence ends between two characters', '大象。牙齿'],
    ['a line ends between two characters', '大象\n牙齿'],
    ['a comma stands between two characters', '小象，牙齿'],
    ['too much stands in one gap', '象****牙'],
    ['other characters stand between', '象的牙'],
    ['a Latin word holds more letters', '象Yoga'],
    ['a word of grammar takes a place', '穿在甲 出售'],
    ['two of two characters only sound alike', '出售 项雅'],
    ['nothing of trade is near and one of two characters stands with its usual neighbour', '长相牙口'],
    ['the homophone is an ordinary word', '出售 橡皮擦 香芽'],
    ['a picture shows what is written beside it', '出售 象🐘 宝宝碗'],
    ['a blank parts two ordinary words', '毛绒大象 牙齿 玩具'],
    ['pinyin of two syllables is too short', 'a e'],
    ['all characters are initials', 'csj'],
  ])('stays silent when %s: %s', (_, title) => {
    expect(found(title)).toEqual([])
  })

  it('does not take a size or a model for initials', () => {
    const pipe = aMatcher('雷管', SALE)
    expect(readings(pipe('出售 304L管').matches)).toEqual(['出售'])
    expect(readings(pipe('出售 L管').matches)).toEqual(['出售', 'L管 initials'])
  })

  it('does not read the end of a word into a term', () => {
    const buyer = aMatcher('收穿山甲', '穿山甲', SALE)
    expect(readings(buyer('出售 穿*山甲').matches)).toEqual(['出售', '穿*山甲 noise'])
    expect(readings(buyer('高价售穿山甲').matches)).toContain('售穿山甲 homophone')
  })

  it('reads sounds across a sign only where every character stands apart', () => {
    const eagle = aMatcher('金雕', '沙百灵', SALE)
    expect(readings(eagle('出售铂金 吊坠').matches)).toEqual(['出售'])
    expect(readings(eagle('沙 白 灵').matches)).toEqual(['沙 白 灵 homophone noise mixed'])
  })

  it('looks through at most six signs in a hit', () => {
    expect(found('穿***山***甲')).toEqual(['穿***山***甲 noise'])
    expect(readings(aMatcher('捕鸟粘网')('捕***鸟***粘*网').matches)).toEqual([])
  })

  it('does not believe a word made of the ends of two others', () => {
    const seahorse = aMatcher('海马')
    expect(seahorse('上海马桶').matches).toEqual([])
    expect(readings(seahorse('活海马').matches)).toEqual(['海马'])
  })

  it.each([
    ['every character is doubled', '关木通', '今年的关关木木通通，自家弄的', '关木木通'],
    ['every character is tripled', '白凤头', '求白白白凤凤凤头头头', '白凤凤凤头'],
    ['both of two are', '山鸟', '求山山鸟鸟', '山鸟'],
  ])('reads repeats where %s', (_, term, title, expected) => {
    expect(aMatcher(term)(title).matches.map(({ text }) => text)).toEqual([expected])
  })

  it.each([
    ['two characters of the term are written', '野味店', '源头一手野口未店', '野口未店'],
    ['parts and the next character are a word', '毒蛇出售', '毒虫它出售', '毒虫它出售'],
    ['another one has a bare radical', '猎箭头', '反犬昔竹前头', '反犬昔竹前头'],
    ['words of trade stand near', '斑鸠', '出售王文王鸠', '王文王鸠'],
    ['parts share no word with what is beside them', '象胆', '带回来的象月旦', '象月旦'],
    ['parts are a rare word', '岩羊皮', '山石羊皮', '山石羊皮'],
  ])('puts parts together where %s', (_, term, title, expected) => {
    const { matches } = aMatcher(term, SALE)(title)
    expect(readings(matches)).toContain(`${expected} split-char`)
  })

  it.each([
    ['an everyday word in a long term', '好吃店', '女子吃店 出售'],
    ['an everyday word in a term of two', '鲜肉', '出售 鱼羊肉味火锅'],
    ['words of the sentence, and nothing of trade', '炸子', '灯火乍子夜'],
  ])('does not put together %s', (_, term, title) => {
    expect(readings(aMatcher(term)(title).matches)).toEqual([])
  })

  it.each([
    ['what they are often put for', '毒蛇活体', '🧪🐍活体', '🧪🐍活体'],
    ['a word that they only hint at', '套子打猎', '套子🏹', '套子🏹'],
    ['a character of their name', '车前草籽', '🚵前草籽', '🚵前草籽'],
    ['one of two beside words of trade', '地鲤', '出售🌍鲤', '🌍鲤'],
    ['the only character missing of four', '七星飘虫', '七星👽虫', '七星👽虫'],
  ])('takes pictures for %s', (_, term, title, expected) => {
    const { matches } = aMatcher(term, SALE)(title)
    expect(readings(matches)).toContain(`${expected} emoji`)
  })

  it.each([
    ['nothing of trade stands near', '地鲤', '看🌍鲤'],
    ['the name alone holds one of two', '关木', '出售 📢木'],
    ['the other character is in a word', '地套', '出售保护🌍套装'],
    ['two characters are missing of four', '七星飘虫', '七👽👽虫 出售'],
    ['only two characters are left', '大飘虫', '大👽虫 出售'],
    ['it stands before the term', '七星飘虫', '👽星飘虫 出售'],
    ['another character only sounds alike', '七车飘虫', '七🚵漂虫 出售'],
    ['it is all there is', '野兔', '🐰 出售'],
  ])('does not take a picture for a character where %s', (_, term, title) => {
    expect(readings(aMatcher(term)(title).matches)).toEqual([])
  })

  it.each([
    ['a word of any shop stands near', '鸟网', '爆款鸟W，送收纳袋', '鸟W'],
    ['it stands by itself', '海雕', '方便，海d，回头聊', '海d'],
    ['a verb of sellers is read into a word', '藏狐', '这边收藏h', '藏h'],
    ['a word of trade touches it', '野鸡', '出售野J全是土的', '野J'],
    ['the term holds a rare character', '鬼蝠魟鳃', '出售鬼FH鳃', '鬼FH鳃'],
  ])('believes a letter for a character where %s', (_, term, title, expected) => {
    const { matches } = aMatcher(term, SALE)(title)
    expect(readings(matches)).toContain(`${expected} initials`)
  })

  it.each([
    ['Chinese stands on both sides', '弩机', '说你的N机的亮度 出售'],
    ['the other character is in an everyday word', '茶卡', '喝绿茶k 出售'],
    ['nobody offers it', '海雕', '我们看见海d在那边'],
    ['it is the size of a garment', '红隼', '连衣裙，红S，包邮'],
  ])('does not believe one where %s', (_, term, title) => {
    expect(readings(aMatcher(term, SALE)(title).matches).filter((read) => read !== '出售')).toEqual([])
  })

  it('folds a rare simplified character to the one that keyboards have', () => {
    expect(readings(aMatcher('鵟')('卖𫛭').matches)).toEqual(['𫛭 traditional'])
    expect(readings(aMatcher('毛脚鵟')('毛月却鵟').matches)).toEqual(['毛月却鵟 split-char'])
  })

  it('reads repeats in two ways where another term holds a character twice', () => {
    const tiger = aMatcher('老虎牙', '老虎虎皮')
    expect(tiger('老老虎虎牙牙').matches.map(({ termId }) => termId)).toEqual(['t.0'])
    expect(tiger('老虎虎皮').matches.map(({ termId }) => termId)).toEqual(['t.1'])
  })

  it('takes no word of doubled characters for a disguise', () => {
    expect(aMatcher('花草')('路边花花草草').matches).toEqual([])
    expect(aMatcher('大方')('做人大大方方').matches).toEqual([])
  })

  it('takes a blank between whole words for a blank', () => {
    expect(readings(aMatcher('猫头鹰标本')('猫头鹰 标本').matches)).toEqual(['猫头鹰 标本'])
  })

  it('finds curated spellings and says what they are', () => {
    const variants = [
      { text: '香牙', evasion: 'homophone' },
      { text: 'xy料', evasion: 'initials' },
      { text: '🐘🚤', evasion: 'emoji' },
    ] as const
    const ivory = aMatcher({ text: '象牙', variants: [...variants] })
    expect(readings(ivory('收香牙').matches)).toEqual(['香牙 homophone'])
    expect(readings(ivory('收XY料').matches)).toEqual(['XY料 initials'])
    expect(readings(ivory('收🐘🚤').matches)).toEqual(['🐘🚤 emoji'])
  })

  it('marks every match of a code word as slang', () => {
    expect(readings(aMatcher({ text: '黄料', kind: 'code-word' })('黄料').matches)).toEqual(['黄料 slang'])
  })

  it('undoes only the evasions that a term allows', () => {
    const ivory = aMatcher({ text: '象牙', evasions: ['traditional', 'noise'] })
    expect(readings(ivory('象*牙 象ya 象\u200b牙').matches)).toEqual(['象*牙 noise'])
  })

  it('reads words around a good through foldings only', () => {
    const context = aMatcher(
      { text: '包邮', kind: 'context', signal: 'ship' },
      { text: '顺丰到付', kind: 'context', signal: 'ship' },
    )
    expect(readings(context('包郵').matches)).toEqual(['包郵 traditional'])
    expect(context('包*邮 包you').matches).toEqual([])
    expect(readings(context('顺 丰 到 付').matches)).toEqual(['顺 丰 到 付 noise'])
  })

  it('switches off a deprecated term', () => {
    expect(aMatcher({ text: '象牙', status: 'deprecated' })('象牙').matches).toEqual([])
  })
})

describe('matchListing on Latin words', () => {
  const match = aMatcher('av', '2b', 'ivory tusk', '弹药')
  const found = (title: string) => readings(match(title).matches)

  it('wants whole words', () => {
    expect(found('I have it')).toEqual([])
    expect(found('av 22b')).toEqual(['av'])
    expect(found('1av2')).toEqual(['av'])
  })

  it('finds a Chinese word between Latin letters', () => {
    expect(found('a弹药b')).toEqual(['弹药'])
  })

  it('keeps the blank of a phrase', () => {
    expect(found('Ivory tusk')).toEqual(['Ivory tusk'])
    expect(found('a v')).toEqual([])
  })
})

describe('matchListing with benign phrases', () => {
  const match = aMatcher(
    '象牙',
    '虎皮',
    '象皮',
    { text: '象牙白', kind: 'benign' },
    { text: '虎皮鹦鹉', kind: 'benign' },
    { text: '橡皮擦', kind: 'benign' },
    SALE,
  )
  const found = (title: string) => readings(match(title).matches.filter(({ kind }) => kind === 'product'))

  it('leaves a plain term inside one out, and names the phrase', () => {
    const { matches, benign } = match('象牙白连衣裙')
    expect(matches).toEqual([])
    expect(benign).toMatchObject([{ termId: 't.3', start: 0, end: 3, text: '象牙白' }])
  })

  it('keeps the same term elsewhere in the text', () => {
    expect(match('象牙白底座，象牙手串').matches).toMatchObject([{ start: 6, end: 8 }])
  })

  it('excuses traditional and full-width writing, but no disguise', () => {
    expect(found('虎皮鸚鵡')).toEqual([])
    expect(found('象*牙白')).toEqual(['象*牙 noise'])
    expect(found('象\u200b牙白')).toEqual(['象\u200b牙 zero-width'])
  })

  it('knows a guess for wrong where the words themselves are innocent', () => {
    expect(found('出售橡皮擦')).toEqual([])
  })

  it('keeps a word that says what the good is, though the phrase is innocent', () => {
    const imitation = { text: '仿象牙', kind: 'context', signal: 'imitation' } as const
    const both = aMatcher('象牙', imitation, { text: '仿象牙', kind: 'benign' })
    expect(both('仿象牙手串').matches).toMatchObject([{ termId: 't.1', signal: 'imitation' }])
  })

  it('does not read a phrase across two words', () => {
    expect(found('象牙 白色手串')).toEqual(['象牙'])
  })
})

describe('matchListing where readings overlap', () => {
  it('prefers the plain reading of a term', () => {
    const match = aMatcher({ text: '穿山甲', variants: [{ text: '山甲', evasion: 'slang' }] })
    expect(readings(match('穿山甲').matches)).toEqual(['穿山甲'])
  })

  it('drops a guess under a term that is written there', () => {
    const match = aMatcher('铁夹子', '铁架子', SALE)
    expect(readings(match('出售铁架子').matches)).toEqual(['出售', '铁架子'])
  })

  it('says a word that is repeated a thousand times fifty times', () => {
    expect(aMatcher('穿山甲')('穿山甲 '.repeat(1000)).matches).toHaveLength(50)
  })
})

describe('matchListing at the edges', () => {
  it('reads fifty thousand characters of a body', () => {
    const match = aMatcher('穿山甲')
    const filler = '好'.repeat(49_997)
    expect(match('', `${filler}穿山甲`).matches).toHaveLength(1)
    expect(match('', `${filler}好穿山甲`).matches).toHaveLength(0)
  })

  it('keeps the marks of the last character in the span', () => {
    expect(aMatcher('象牙')('象牙\ufe0f好').matches).toMatchObject([{ start: 0, end: 3 }])
  })

  it('finds terms beyond the basic plane', () => {
    expect(readings(aMatcher('𫚭鱼')('活𫚭鱼').matches)).toEqual(['𫚭鱼'])
  })

  it('is at home with nothing', () => {
    expect(aMatcher()('象牙').matches).toEqual([])
    expect(aMatcher('象牙')('').matches).toEqual([])
  })
})

/** How a radical is typed when a character is taken apart: as a character of its own, or by its name. */

/** Radicals that stand alone only where a character is taken apart, though every keyboard has them. */
export const MARKS: ReadonlySet<string> = new Set(
  '犭豸虍钅氵扌饣亻讠纟艹⺮罒忄灬冂凵⺈𠂊丷彡刂攵辶阝卩隹朿雚咢粦冎夗隺䍃㐱㐬㐅⺧⺄冫彳廴宀冖亠囗疒礻衤髟夂巛丬匚勹屮廾癶牜爫㣺氺',
)

interface RadicalForms {
  /** The characters that it comes from or looks like. */
  readonly characters?: string
  readonly names?: readonly string[]
  /** 月 is flesh in 胆 and the moon in 朗: only the left one is typed 肉. */
  readonly onlyFirst?: boolean
}

const FORMS: Readonly<Record<string, RadicalForms>> = {
  犭: { characters: '犬', names: ['反犬旁', '反犬'] },
  氵: { characters: '水', names: ['三点水'] },
  冫: { characters: '冰', names: ['两点水'] },
  扌: { characters: '手', names: ['提手旁', '提手'] },
  艹: { characters: '草', names: ['草字头', '草头'] },
  钅: { characters: '金', names: ['金字旁'] },
  饣: { characters: '食', names: ['食字旁'] },
  亻: { characters: '人', names: ['单人旁', '人字旁'] },
  彳: { names: ['双人旁'] },
  讠: { characters: '言', names: ['言字旁'] },
  纟: { characters: '丝', names: ['绞丝旁', '丝字旁'] },
  竹: { names: ['竹字头', '竹头'] },
  忄: { characters: '心', names: ['竖心旁'] },
  㣺: { characters: '心' },
  礻: { characters: '示', names: ['示字旁'] },
  衤: { characters: '衣', names: ['衣字旁'] },
  牛: { characters: '牜', names: ['牛字旁'], onlyFirst: true },
  刂: { characters: '刀', names: ['立刀旁', '立刀'] },
  攵: { characters: '文', names: ['反文旁'] },
  阝: { characters: '耳', names: ['耳刀旁', '耳朵旁', '双耳旁'] },
  辶: { names: ['走之底', '走之旁', '走之'] },
  廴: { names: ['建之旁'] },
  宀: { names: ['宝盖头', '宝盖'] },
  穴: { names: ['穴宝盖', '穴字头'] },
  疒: { characters: '病', names: ['病字头', '病字旁'] },
  虍: { characters: '虎', names: ['虎字头'] },
  足: { names: ['足字旁'] },
  爫: { characters: '爪', names: ['爪字头'] },
  灬: { characters: '火', names: ['四点底', '四点水'] },
  罒: { characters: '四', names: ['四字头'] },
  囗: { characters: '口', names: ['国字框'] },
  隹: { characters: '佳' },
  豸: { names: ['豸字旁'] },
  氺: { characters: '水' },
  覀: { characters: '西' },
  㔾: { characters: '巳己' },
  巿: { characters: '市' },
  朩: { characters: '木' },
  圡: { characters: '土' },
  龵: { characters: '手' },
  龶: { characters: '丰主' },
  冝: { characters: '宜' },
  镸: { characters: '长' },
  月: { characters: '肉', names: ['月字旁'], onlyFirst: true },
  王: { characters: '玉', names: ['王字旁'], onlyFirst: true },
  土: { names: ['提土旁', '土字旁'] },
  木: { names: ['木字旁'] },
  火: { names: ['火字旁'] },
  虫: { names: ['虫字旁', '虫字底'] },
  鱼: { names: ['鱼字旁'] },
  鸟: { names: ['鸟字旁', '鸟字边'] },
  马: { names: ['马字旁'] },
  羊: { names: ['羊字旁'] },
  鹿: { names: ['鹿字旁', '鹿字头'] },
  鼠: { names: ['鼠字旁'] },
  禾: { names: ['禾木旁'] },
  石: { names: ['石字旁'] },
  目: { names: ['目字旁'] },
  日: { names: ['日字旁'] },
  口: { names: ['口字旁'] },
  女: { names: ['女字旁'] },
  弓: { names: ['弓字旁'] },
  米: { names: ['米字旁'] },
  酉: { names: ['酉字旁'] },
  骨: { names: ['骨字旁'] },
  革: { names: ['革字旁'] },
  车: { names: ['车字旁'] },
  贝: { names: ['贝字旁'] },
  雨: { names: ['雨字头'] },
  耳: { names: ['耳字旁'] },
  角: { names: ['角字旁'] },
}

/** 反犬旁, 三点水: no ordinary sentence of a listing holds them. */
export const RADICAL_NAMES: ReadonlySet<string> = new Set(
  Object.values(FORMS).flatMap(({ names = [] }) => names),
)

/** Every way of typing the parts of one split. Parts of several characters are taken apart: 反犬旁昔 is four. */
export function radicalSpellings(parts: readonly string[]): string[][] {
  let plain: string[][] = [[]]
  for (const [index, part] of parts.entries()) {
    const typed = [part, ...charactersFor(part, index === 0)]
    plain = plain.flatMap((before) => typed.map((form) => [...before, form]))
  }
  return [...plain, ...parts.flatMap((_, index) => namedAt(parts, index))]
}

function charactersFor(part: string, isFirst: boolean): string[] {
  const form = formOf(part)
  return form === undefined || (form.onlyFirst && !isFirst) ? [] : [...(form.characters ?? '')]
}

/** A name is said of a character's one radical: of two parts, the other one stands as it is. */
function namedAt(parts: readonly string[], index: number): string[][] {
  if (parts.length !== 2) return []
  const form = formOf(parts[index] ?? '')
  if (form === undefined || (form.onlyFirst && index > 0)) return []
  return (form.names ?? []).map((name) => parts.flatMap((part, at) => (at === index ? [...name] : [part])))
}

function formOf(part: string): RadicalForms | undefined {
  return Object.hasOwn(FORMS, part) ? FORMS[part] : undefined
}

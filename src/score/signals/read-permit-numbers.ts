import type { Signal } from '../../domain/assessment.ts'
import type { Listing } from '../../domain/listing.ts'
import { collectPatterns } from './collect-patterns.ts'

const YEAR = '(?:[〔（(［\\[【]?(?:19|20)\\d\\d[〕）)］\\]】]?年?)'
const SERIAL = '[A-Za-z0-9][A-Za-z0-9-]{2,23}'
/** Between the name of a paper and its number. */
const GAP = '(?:编?号码?|No\\.?|NO\\.?)?\\s?[:：为是#]?\\s?'

const PATTERNS: readonly RegExp[] = [
  // 粤林护驯繁(2019)12号, 林护字〔2021〕第33号, 渔驯繁2020-15号.
  new RegExp(`(?:林|渔|农|水野)[护驯繁育经审许资动野]{1,6}字?${YEAR}字?-?第?\\s?\\d{1,8}号?`, 'gu'),
  // 人工繁育许可证 44-2021-018, 经营利用许可证号:粤0012345, 狩猎证编号 A20231.
  new RegExp(
    `(?:人工繁育|驯养繁殖|繁育|驯养|养殖|经营利用|经营|捕捞|采集|特许猎捕|狩猎|进出口|进口)(?:许可)?证${GAP}[\\p{Script=Han}]{0,6}${YEAR}?字?-?第?\\s?${SERIAL}号?`,
    'gu',
  ),
  // 许可证号 …, 批准文号：…, 备案号 …, 检疫证明编号 …, 环号 …, 芯片号 …
  new RegExp(
    `(?:许可证|批准文|批文|备案|检疫证明?|动检|标识|脚环|足环|芯片|允许进出口证明书|CITES\\s?证书?)(?:编号|号码|号)\\s?[:：为是#]?\\s?[\\p{Script=Han}]{0,6}${YEAR}?字?-?第?\\s?${SERIAL}号?`,
    'gu',
  ),
  // 动检 4401234567, 专用标识 CN20210001, 芯片 900123456789012.
  /(?:动检|检疫证明?|专用标识|标识|芯片|脚环|足环)\s?[:：]?\s?[A-Z]{0,4}-?\d{6,20}/gu,
]

/** What may be checked with the body that issues it. A number is no proof: it makes the claim one that can be verified. */
export function readPermitNumbers(listing: Pick<Listing, 'title' | 'body'>): Signal[] {
  return withoutRepeats(collectPatterns('permit-number', listing, PATTERNS))
}

/** One number that two patterns read is one number: the longer reading stays. */
function withoutRepeats(signals: readonly Signal[]): Signal[] {
  const kept: Signal[] = []
  for (const signal of signals.toSorted(byStartThenLength)) {
    const last = kept.at(-1)
    const overlaps = last?.field === signal.field && (signal.start ?? 0) < (last?.end ?? 0)
    if (!overlaps) kept.push(signal)
  }
  return kept
}

function byStartThenLength(a: Signal, b: Signal): number {
  if (a.field !== b.field) return a.field === 'title' ? -1 : 1
  return (a.start ?? 0) - (b.start ?? 0) || (b.end ?? 0) - (a.end ?? 0)
}

/** The claims of a permit where no number stands anywhere in the listing: there is nothing to verify them by. */
export function unnumberedClaims(signals: readonly Signal[]): Signal[] {
  if (signals.some(({ kind }) => kind === 'permit-number')) return []
  return signals
    .filter(({ kind }) => kind === 'permit-claim')
    .map((claim) => ({ ...claim, kind: 'permit-unnumbered' as const }))
}

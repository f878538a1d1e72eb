import type { Ranker } from '../../../src/domain/ranker.ts'
import type { Answered } from '../../../src/score/rank/train-ranker.ts'
import { aListing } from '../../support/builders.ts'
import { find } from '../score-support.ts'

const FIGURES = {
  listings: 0,
  ranked: 0,
  flagged: 0,
  precision: null,
  recall: null,
  f1: null,
  auc: null,
  queueAuc: null,
  ece: null,
  precisionAt50: null,
}
const VERDICTS = { precision: null, recall: null, f1: null, falseAlarmRate: null }

export function aRanker(overrides: Partial<Ranker> = {}): Ranker {
  return {
    format: 'qingshao-ranker/1',
    trainedAt: '2026-11-22T01:00:00.000Z',
    program: 'test',
    data: { sha256: 'a'.repeat(64), sources: [], listings: 1, flagged: 1, groups: 1 },
    method: { l2: 1, folds: 3, minListings: 1, ngramBuckets: 0 },
    intercept: 0,
    weights: {},
    limits: { raiseFrom: null, lowerTo: null },
    figures: {
      ranker: FIGURES,
      ruleScore: FIGURES,
      otherGoods: FIGURES,
      verdicts: { rules: VERDICTS, moved: VERDICTS, otherGoodsMoved: VERDICTS },
      folds: [],
    },
    ...overrides,
  }
}

/** Offers and innocent uses of the same goods, no two alike. */
export function answeredListings(count: number): Answered[] {
  return Array.from({ length: count }, (_, index) => {
    const flagged = index % 2 === 0
    const good = ['象牙手串', '犀角杯', '捕鸟网', '电鱼机'][index % 4] as string
    const own = String.fromCodePoint(0x4e00 + index * 7, 0x5200 + index * 11, 0x6000 + index * 5)
    const title = flagged ? `${good} 转让 ${own}` : `${own} ${good} 查获 树脂`
    const listing = aListing({ id: `practice-shop:${index}`, title, body: own.repeat(3) })
    return { listing, found: find(listing), flagged }
  })
}

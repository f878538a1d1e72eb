import type { RankFigures, VerdictFigures } from '../../domain/ranker.ts'

export interface Ranked {
  /** Undefined: there was nothing to rank. */
  readonly rank: number | undefined
  readonly flagged: boolean
  /** Whether the rules alone put it into the queue. */
  readonly queued: boolean
}

const TOP = 50
const BINS = 10

export function measureRanking(all: readonly Ranked[]): RankFigures {
  const ranked = all.filter(({ rank }) => rank !== undefined)
  const positive = all.filter(({ flagged }) => flagged).length
  const called = all.filter(({ rank }) => (rank ?? 0) >= 0.5)
  const hits = called.filter(({ flagged }) => flagged).length
  const top = all.toSorted((a, b) => (b.rank ?? 0) - (a.rank ?? 0)).slice(0, TOP)
  return {
    listings: all.length,
    ranked: ranked.length,
    flagged: positive,
    precision: share(hits, called.length),
    recall: share(hits, positive),
    f1: share(2 * hits, called.length + positive),
    auc: areaUnderCurve(all),
    queueAuc: areaUnderCurve(all.filter(({ queued }) => queued)),
    ece: calibrationError(ranked),
    precisionAt50: share(top.filter(({ flagged }) => flagged).length, top.length),
  }
}

export interface Called {
  readonly called: boolean
  readonly flagged: boolean
}

export function measureVerdicts(all: readonly Called[]): VerdictFigures {
  const count = (called: boolean, flagged: boolean) =>
    all.filter((one) => one.called === called && one.flagged === flagged).length
  const [hits, alarms, missed, quiet] = [
    count(true, true),
    count(true, false),
    count(false, true),
    count(false, false),
  ]
  return {
    precision: share(hits, hits + alarms),
    recall: share(hits, hits + missed),
    f1: share(2 * hits, 2 * hits + alarms + missed),
    falseAlarmRate: share(alarms, alarms + quiet),
  }
}

/** The chance that an unlawful listing is ranked above a lawful one; a tie counts half. */
function areaUnderCurve(all: readonly Ranked[]): number | null {
  const sorted = all.toSorted((a, b) => (a.rank ?? 0) - (b.rank ?? 0))
  let [below, wins, positive] = [0, 0, 0]
  for (let at = 0; at < sorted.length; ) {
    const value = sorted[at]?.rank ?? 0
    let [here, unlawful] = [0, 0]
    for (; at < sorted.length && (sorted[at]?.rank ?? 0) === value; at += 1) {
      if (sorted[at]?.flagged) unlawful += 1
      else here += 1
    }
    wins += unlawful * (below + here / 2)
    below += here
    positive += unlawful
  }
  return share(wins, positive * below)
}

function calibrationError(ranked: readonly Ranked[]): number | null {
  const bins = Array.from({ length: BINS }, () => ({ size: 0, said: 0, found: 0 }))
  for (const { rank, flagged } of ranked) {
    const bin = bins[Math.min(BINS - 1, Math.floor((rank ?? 0) * BINS))]
    if (!bin) continue
    bin.size += 1
    bin.said += rank ?? 0
    bin.found += flagged ? 1 : 0
  }
  return share(
    bins.reduce((sum, { said, found }) => sum + Math.abs(said - found), 0),
    ranked.length,
  )
}

function share(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole
}

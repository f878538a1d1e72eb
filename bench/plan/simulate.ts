import { type PolicyName, runTrial } from './policies.ts'

/**
 * Leads that each policy finds on markets of drifting yields, over the same nights and with the same budget:
 * `node bench/plan/simulate.ts [markets]`.
 */
const NAMES: readonly PolicyName[] = ['uniform', 'round-robin', 'greedy', 'plan', 'oracle']
const CASES = [
  { keywords: 1000, budget: 50, nights: 180 },
  { keywords: 3000, budget: 60, nights: 180 },
  { keywords: 6000, budget: 150, nights: 180 },
] as const
const markets = Number(process.argv[2] ?? 5)

for (const one of CASES) {
  console.log(
    `\n${one.keywords} keywords, ${one.budget} searches a night, ${one.nights} nights, ${markets} markets`,
  )
  const found = new Map<PolicyName, number>()
  for (const name of NAMES) {
    const trials = Array.from({ length: markets }, (_, seed) =>
      runTrial(name, { ...one, seed: seed * 1000 + 7 }),
    )
    const mean = trials.reduce((sum, trial) => sum + trial.found, 0) / markets
    const share = trials.reduce((sum, trial) => sum + trial.found / trial.total, 0) / markets
    const wait = Math.max(...trials.map(({ longestWait }) => longestWait))
    found.set(name, mean)
    console.log(
      `${name.padEnd(12)} ${mean.toFixed(0).padStart(7)} leads  ${(share * 100).toFixed(1).padStart(5)} %  longest wait ${wait} nights`,
    )
  }
  const ratio = (to: PolicyName) => ((found.get('plan') ?? 0) / (found.get(to) ?? 1)).toFixed(2)
  console.log(
    `plan: ${ratio('uniform')} x uniform, ${ratio('round-robin')} x round-robin, ${ratio('greedy')} x greedy, ${ratio('oracle')} of the oracle`,
  )
}

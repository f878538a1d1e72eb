import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { loadBacktests } from '../src/adapters/files/backtest-file.ts'
import { loadRules } from '../src/adapters/files/load-rules.ts'
import { ruleHash } from '../src/jobs/rule-hash.ts'
import { earnedStatus } from '../src/score/rule-standing.ts'

/**
 * Sets the status of each shipped rule to what its back-tests have earned it (rules/README.md) and touches nothing else.
 * Run it after `qingshao rules backtest … --record rules/backtests.yml`.
 */
const folder = fileURLToPath(new URL('../rules', import.meta.url))
const backtests = loadBacktests([folder])
const today = new Date().toISOString().slice(0, 10)
for (const { rule, file } of loadRules([folder])) {
  const status = earnedStatus(rule, ruleHash(rule), backtests)
  if (status === rule.status) continue
  const text = readFileSync(file, 'utf8').replace(/^status: .*$/m, `status: ${status}`)
  writeFileSync(file, withModified(text))
  console.log(`${rule.status} → ${status}  ${rule.title}`)
}

function withModified(text: string): string {
  const line = `modified: ${today}`
  return /^modified: /m.test(text)
    ? text.replace(/^modified: .*$/m, line)
    : text.replace(/^(date: .*)$/m, `$1\n${line}`)
}

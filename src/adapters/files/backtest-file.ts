import { existsSync } from 'node:fs'
import path from 'node:path'
import { type BacktestRecord, BacktestRecords } from '../../domain/backtest.ts'
import { replaceFile } from '../evidence/durable-write.ts'
import { readDefinitionText } from './definition-files.ts'
import { parseDefinition } from './parse-definition.ts'

/** Lies beside the rules and is no rule. */
export const BACKTEST_FILE = 'backtests.yml'

const HEAD =
  '# Written by `qingshao rules backtest`: what each rule, as it stood, did to the leads. See rules/README.md.\n'
/** A rule is tried out and put back: the records of its last few states stay valid. */
const KEPT_STATES = 5

/** The records of every folder that has some. @throws {DefinitionError} */
export function loadBacktests(folders: readonly string[]): BacktestRecord[] {
  return folders.flatMap((folder) => readRecords(path.join(folder, BACKTEST_FILE)))
}

/** Adds records to a file; a new one of the same state of the same rule takes the place of the old one. */
export async function saveBacktests(file: string, records: readonly BacktestRecord[]): Promise<void> {
  const byState = new Map<string, BacktestRecord>()
  for (const record of [...readRecords(file), ...records]) {
    const key = `${record.rule} ${record.ruleHash}`
    byState.delete(key)
    byState.set(key, record)
  }
  const kept = [...Map.groupBy(byState.values(), ({ rule }) => rule)]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([, states]) => states.slice(-KEPT_STATES))
  const lines = kept.map((record) => `  - ${flow(record)}\n`)
  await replaceFile(file, Buffer.from(`${HEAD}records:\n${lines.join('')}`))
}

function readRecords(file: string): BacktestRecord[] {
  if (!existsSync(file)) return []
  return parseDefinition(file, readDefinitionText(file), BacktestRecords).records
}

/** One line a record, so that a change of a rule is one line in a comparison. */
function flow(record: BacktestRecord): string {
  const fields = Object.entries(record).map(([key, value]) => `${key}: ${JSON.stringify(value)}`)
  return `{${fields.join(', ')}}`
}

import path from 'node:path'
import { Command } from 'commander'
import { InputError } from '../../domain/errors.ts'
import { csvLines } from '../../insight/csv.ts'
import { ledgerSheets, ledgerTotals, type Sheet } from '../../insight/ledger.ts'
import { type OutcomePrecision, outcomePrecision } from '../../insight/outcome-precision.ts'
import { readJudged, readLedger } from '../../jobs/read-ledger.ts'
import type { Exit } from '../exit.ts'
import { EXIT, type ExitCode } from '../exit-codes.ts'
import type { Services } from '../services.ts'

export function ledgerCommand(services: Services, exit: Exit): Command {
  return new Command('ledger')
    .description('台账：全部线索与移送，及相互吻合的汇总数')
    .option('--run <编号>', '只算某一次扫描所见')
    .option('--out <文件>', '写出 .xlsx（四张表）或 .csv（线索表）')
    .option('--json', '汇总数的 JSON')
    .action(async (flags: { run?: string; out?: string; json?: boolean }) =>
      exit(await ledger(flags, services)),
    )
}

async function ledger(
  flags: { run?: string; out?: string; json?: boolean },
  services: Services,
): Promise<ExitCode> {
  const abbreviation = services.config.unit.abbreviation ?? ''
  const input = await readLedger(flags.run, { cases: services.cases(), abbreviation })
  if (!input) throw new InputError(`没有编号为 ${flags.run} 的扫描`)
  const sheets = ledgerSheets(input)
  if (flags.out !== undefined) await writeSheets(flags.out, sheets, services)
  if (flags.json) services.io.out(JSON.stringify(ledgerTotals(input)))
  else for (const row of sheets[0]?.rows ?? []) services.io.out(row.join('\t'))
  return EXIT.ok
}

async function writeSheets(file: string, sheets: readonly Sheet[], services: Services): Promise<void> {
  const extension = path.extname(file).toLowerCase()
  if (extension === '.xlsx') await services.writeWorkbook(file, sheets)
  else if (extension === '.csv') {
    const leads = sheets.find(({ name }) => name === '线索')
    await services.writeFile(file, csvLines([leads?.head ?? [], ...(leads?.rows ?? [])]))
  } else throw new InputError('--out 只能是 .xlsx 或 .csv')
  services.io.err(`台账 ${file}`)
}

export function outcomesCommand(services: Services, exit: Exit): Command {
  return new Command('outcomes')
    .description('规则与词条的实效：复核人员确认与排除的，接收部门认可与不认可的')
    .option('--limit <数量>', '各至多多少条', '30')
    .option('--json', 'JSON')
    .action(async (flags: { limit: string; json?: boolean }) => exit(await outcomes(flags, services)))
}

async function outcomes(flags: { limit: string; json?: boolean }, services: Services): Promise<ExitCode> {
  const limit = Number(flags.limit)
  if (!Number.isInteger(limit) || limit < 1) throw new InputError('--limit 应为正整数')
  const abbreviation = services.config.unit.abbreviation ?? ''
  const { rules, terms } = outcomePrecision(await readJudged({ cases: services.cases(), abbreviation }))
  const lines = [...describe('规则', rules.slice(0, limit)), ...describe('词条', terms.slice(0, limit))]
  for (const line of flags.json ? [JSON.stringify({ rules, terms })] : lines) services.io.out(line)
  return EXIT.ok
}

function describe(name: string, rows: readonly OutcomePrecision[]): string[] {
  if (rows.length === 0) return [`${name}：还没有复核或办理结果`]
  return [
    `${name}\t确认\t排除\t认可\t不认可`,
    ...rows.map(({ title, id, confirmed, dismissed, upheld, notUpheld }) =>
      [`${title}（${id}）`, confirmed, dismissed, upheld, notUpheld].join('\t'),
    ),
  ]
}

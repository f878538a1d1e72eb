import path from 'node:path'
import { Command, Option } from 'commander'
import { InputError } from '../../domain/errors.ts'
import type { FeedListing } from '../../domain/labelled-listing.ts'
import { type FeedParse, parseCsv, parseJsonLines, parseTitles } from '../../extract/parse-feed.ts'
import { importFeed } from '../../jobs/import-feed.ts'
import { writeReport } from '../../jobs/write-report.ts'
import { describeRun } from '../describe-run.ts'
import type { Exit } from '../exit.ts'
import { EXIT, type ExitCode } from '../exit-codes.ts'
import { newRunId } from '../run-id.ts'
import type { Services } from '../services.ts'

const FORMATS = ['jsonl', 'csv', 'titles'] as const
type Format = (typeof FORMATS)[number]
/** Rejected lines named one by one on stderr; the rest are counted. */
const NAMED_REJECTS = 20

interface ImportFlags {
  readonly source: string
  readonly format?: Format
  readonly json?: boolean
  readonly dryRun?: boolean
}

export function importCommand(services: Services, exit: Exit): Command {
  return new Command('import')
    .description('导入别处收集的信息（JSON 行、CSV，或每行一个标题），照样研判、固定和移送')
    .argument('<文件>', '.jsonl、.csv 或 .txt；可为 .gz')
    .requiredOption('--source <编号>', '来源编号，写入每条信息')
    .addOption(new Option('--format <格式>', '默认按扩展名判断').choices(FORMATS))
    .option('--dry-run', '只检查文件，不写入')
    .option('--json', '在标准输出给出一份 JSON')
    .action(async (file: string, flags: ImportFlags) => exit(await importFile(file, flags, services)))
}

async function importFile(file: string, flags: ImportFlags, services: Services): Promise<ExitCode> {
  const { io } = services
  if (!/^[a-z0-9-]{1,60}$/.test(flags.source)) throw new InputError('--source 只能用小写字母、数字和连字符')
  const feed = readFeed(file, flags.format, services)
  for (const { line, reason } of feed.rejects.slice(0, NAMED_REJECTS))
    io.err(`第 ${line} 行未导入：${reason}`)
  if (feed.rejects.length > NAMED_REJECTS) io.err(`另有 ${feed.rejects.length - NAMED_REJECTS} 行未导入`)
  if (flags.dryRun) {
    io.out(
      flags.json
        ? JSON.stringify({ rows: feed.rows.length, rejects: feed.rejects })
        : `可导入 ${feed.rows.length} 条，不合格 ${feed.rejects.length} 行`,
    )
    return feed.rejects.length > 0 ? EXIT.partial : EXIT.ok
  }
  const unlock = await services.lockHome()
  try {
    const startedAt = services.clock.now()
    const summary = await importFeed(
      {
        runId: newRunId(startedAt),
        startedAt,
        sourceId: flags.source,
        feed,
        signal: services.signal,
        onProgress: showProgress(services),
      },
      services.pipeline(),
    )
    const report = await writeReport(summary, services.reportPorts())
    io.out(
      flags.json
        ? JSON.stringify({
            ...summary,
            imported: feed.rows.length,
            rejects: feed.rejects,
            report: report.html,
            csv: report.csv,
          })
        : describeRun(summary, report),
    )
    if (summary.status === 'stopped') return EXIT.interrupted
    return feed.rejects.length > 0 ? EXIT.partial : EXIT.ok
  } finally {
    unlock()
  }
}

function readFeed(file: string, format: Format | undefined, services: Services): FeedParse<FeedListing> {
  const text = services.readText(file)
  switch (format ?? formatOf(file)) {
    case 'jsonl':
      return parseJsonLines(text)
    case 'csv':
      return parseCsv(text)
    case 'titles':
      return parseTitles(text)
  }
}

function formatOf(file: string): Format {
  const extension = path.extname(file.replace(/\.gz$/i, '')).toLowerCase()
  if (extension === '.jsonl' || extension === '.ndjson') return 'jsonl'
  if (extension === '.csv') return 'csv'
  if (extension === '.txt') return 'titles'
  throw new InputError(`不能从扩展名判断 ${file} 的格式：用 --format ${FORMATS.join('|')} 指明`)
}

function showProgress({ io, log }: Services): (done: number, total: number, flagged: number) => void {
  return (done, total, flagged) => {
    if (done % 1000 !== 0 && done !== total) return
    if (io.isTerminal) io.err(`已处理 ${done} / ${total}，标记 ${flagged}`)
    else log.info({ done, total, flagged }, 'import progress')
  }
}

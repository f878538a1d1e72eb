import { Command } from 'commander'
import { LEVEL_LABEL, VERDICT_LABEL } from '../../domain/vocabulary.ts'
import { type RescoreResult, rescore } from '../../jobs/rescore.ts'
import { writeReport } from '../../jobs/write-report.ts'
import type { Exit } from '../exit.ts'
import { EXIT, type ExitCode } from '../exit-codes.ts'
import { newRunId } from '../run-id.ts'
import type { Services } from '../services.ts'

interface RescoreFlags {
  readonly apply?: boolean
  readonly json?: boolean
}

export function rescoreCommand(services: Services, exit: Exit): Command {
  return new Command('rescore')
    .description('用现在的词库和规则重新研判已存的信息（不访问网络）；默认只列出会怎样变化')
    .option('--apply', '存下变化：新标记的固定证据、生成材料包')
    .option('--json', '在标准输出给出一份 JSON')
    .action(async (flags: RescoreFlags) => exit(await run(flags, services)))
}

async function run(flags: RescoreFlags, services: Services): Promise<ExitCode> {
  const unlock = flags.apply ? await services.lockHome() : () => {}
  try {
    const result = await rescore(
      {
        sites: services.sites(),
        signal: services.signal,
        ...(flags.apply && { apply: { runId: newRunId(services.clock.now()) } }),
      },
      { pipeline: services.pipeline(), archive: services.archiveReader() },
    )
    const report = result.run && (await writeReport(result.run, services.reportPorts())).html
    if (flags.json) services.io.out(JSON.stringify({ ...result, ...(report && { report }) }))
    else print(result, report, services)
    return result.stopped ? EXIT.interrupted : EXIT.ok
  } finally {
    unlock()
  }
}

function print(result: RescoreResult, report: string | undefined, { io }: Services): void {
  for (const { listingId, title, before, after } of result.changed)
    io.out(
      `${listingId}  ${VERDICT_LABEL[before.verdict]} ${before.score} → ${VERDICT_LABEL[after.verdict]} ${after.score}（${LEVEL_LABEL[after.level]}）  ${title.slice(0, 60)}`,
    )
  io.out(
    `共 ${result.listings} 条（${result.fromPages} 条从原始页面重读），研判结论有变化 ${result.changed.length} 条`,
  )
  for (const problem of result.damaged) io.err(`存档损坏，按已存的内容研判：${problem}`)
  if (report !== undefined) io.out(`已存入，报告 ${report}`)
  else if (result.changed.length > 0) io.out('以上只是预览；加 --apply 存入')
}

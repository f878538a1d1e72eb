import { existsSync, readdirSync } from 'node:fs'
import path from 'node:path'
import { Command } from 'commander'
import { z } from 'zod'
import { InputError } from '../../domain/errors.ts'
import type { Exit } from '../exit.ts'
import { EXIT } from '../exit-codes.ts'
import type { Services } from '../services.ts'

const Head = z.object({
  runId: z.string(),
  sourceId: z.string(),
  file: z.string(),
  at: z.string(),
  rejected: z.int(),
})
const Row = z.object({ line: z.int(), reason: z.string() })
const LISTED = 30

export function importRejectsCommand(services: Services, exit: Exit): Command {
  return new Command('rejects')
    .description('未能导入的行及原因；不给批次时列出各次导入')
    .argument('[批次]')
    .option('--json', '在标准输出给出一份 JSON')
    .action((runId: string | undefined, _: object, command: Command) => {
      // `import` has a --json too, and takes it first.
      const flags = command.optsWithGlobals<{ json?: boolean }>()
      const lines = runId === undefined ? listImports(services, flags) : listRejects(runId, services, flags)
      for (const line of lines) services.io.out(line)
      exit(EXIT.ok)
    })
}

function listImports(services: Services, { json }: { json?: boolean }): string[] {
  const folder = path.join(services.home, 'rejects')
  const names = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.jsonl')) : []
  const heads = names
    .toSorted()
    .reverse()
    .slice(0, LISTED)
    .map((name) => readRejects(name.slice(0, -'.jsonl'.length), services).head)
  if (json) return [JSON.stringify(heads)]
  if (heads.length === 0) return ['没有未能导入的行']
  return heads.map(({ runId, sourceId, file, rejected }) => `${runId}  ${sourceId}  ${file}  ${rejected} 行`)
}

function listRejects(runId: string, services: Services, { json }: { json?: boolean }): string[] {
  const { head, rows } = readRejects(runId, services)
  if (json) return [JSON.stringify({ ...head, rejects: rows })]
  return [
    `${head.file}（来源 ${head.sourceId}）`,
    ...rows.map(({ line, reason }) => `第 ${line} 行：${reason}`),
  ]
}

function readRejects(
  runId: string,
  services: Services,
): { head: z.infer<typeof Head>; rows: z.infer<typeof Row>[] } {
  if (!/^[\w-]+$/.test(runId)) throw new InputError(`${runId} 不是批次编号`)
  const [head, ...rows] = services
    .readText(path.join(services.home, 'rejects', `${runId}.jsonl`))
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown)
  return { head: Head.parse(head), rows: z.array(Row).parse(rows) }
}

import { randomBytes } from 'node:crypto'
import { Command } from 'commander'
import { InputError } from '../../domain/errors.ts'
import { SourceId } from '../../domain/intake-source.ts'
import { sha256 } from '../../jobs/receive-push.ts'
import type { Exit } from '../exit.ts'
import { EXIT } from '../exit-codes.ts'
import { sourceOf } from '../run-import.ts'
import type { Services } from '../services.ts'

export function sourcesCommand(services: Services, exit: Exit): Command {
  const command = new Command('sources').description('导入来源：记住的列对应、推送令牌')
  command
    .command('list', { isDefault: true })
    .description('列出来源')
    .option('--json', '在标准输出给出一份 JSON')
    .action((flags: { json?: boolean }) => {
      const sources = services.intakeSources().list()
      if (flags.json) services.io.out(JSON.stringify(sources.map(withoutToken)))
      for (const source of flags.json ? [] : sources) {
        const columns = Object.entries(source.columns ?? {}).map(
          ([field, names]) => `${field}=${names.join('+')}`,
        )
        services.io.out(
          `${source.id}  ${columns.join('，') || '按列名识别'}  ${source.tokenSha256 ? '可推送' : '不可推送'}`,
        )
      }
      exit(EXIT.ok)
    })
  command
    .command('token')
    .description('为来源生成推送令牌（只显示这一次，旧令牌随即失效）')
    .argument('<来源>')
    .option('--revoke', '不再允许推送')
    .action(async (id: string, flags: { revoke?: boolean }) => {
      if (!SourceId.safeParse(id).success) throw new InputError('来源编号只能用小写字母、数字和连字符')
      const { tokenSha256: _, ...source } = sourceOf(id, services)
      if (flags.revoke) {
        await services.intakeSources().save(source)
        services.io.err('已收回令牌')
      } else {
        const token = randomBytes(32).toString('base64url')
        await services.intakeSources().save({ ...source, tokenSha256: sha256(token) })
        services.io.out(token)
      }
      exit(EXIT.ok)
    })
  return command
}

function withoutToken({ tokenSha256, ...source }: ReturnType<typeof sourceOf>): object {
  return { ...source, mayPush: tokenSha256 !== undefined }
}

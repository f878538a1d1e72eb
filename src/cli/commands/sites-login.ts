import { createInterface } from 'node:readline'
import { Command, Option } from 'commander'
import { beijingTime } from '../../domain/beijing-time.ts'
import { InputError } from '../../domain/errors.ts'
import { type SessionStanding, stateOfSite } from '../../domain/site-session.ts'
import type { Exit } from '../exit.ts'
import { EXIT, type ExitCode } from '../exit-codes.ts'
import type { Services } from '../services.ts'

interface LoginFlags {
  readonly by?: string
  readonly allowPrivate?: boolean
  readonly headlessPort?: number
}

/** `sites login`, `sites logout`, `sites sessions`. */
export function sessionCommands(services: Services, exit: Exit): Command[] {
  return [
    new Command('login')
      .description('打开浏览器窗口，由操作人亲手登录该站点；登录信息加密保存，只用于该站点')
      .argument('<站点>')
      .option('--by <姓名>', '登录人；默认取设置中的 operator')
      .option('--allow-private', '允许访问本机和内网地址')
      .addOption(new Option('--headless-port <端口>').argParser(Number).hideHelp())
      .action(async (id: string, flags: LoginFlags) => exit(await logIn(id, flags, services))),
    new Command('logout')
      .description('删除保存的登录信息')
      .argument('<站点>')
      .action((id: string) => {
        if (!services.sessions().remove(id)) throw new InputError(`站点 ${id} 没有保存的登录信息`)
        services.io.out(`已删除 ${id} 的登录信息；站点一侧的会话请在该站点上退出`)
        exit(EXIT.ok)
      }),
    new Command('sessions')
      .description('各站点的登录信息是否有效')
      .option('--json', '在标准输出给出一份 JSON')
      .action((flags: { json?: boolean }) => {
        const standings = services.sessions().list()
        const lines = flags.json ? [JSON.stringify(standings)] : standings.map(describeStanding)
        for (const line of lines) services.io.out(line)
        exit(EXIT.ok)
      }),
  ]
}

function describeStanding({
  siteId,
  state,
  savedAt,
  savedBy,
  cookiesUntil,
  reason,
}: SessionStanding): string {
  const until = cookiesUntil === undefined ? '' : `，最晚 ${beijingTime(cookiesUntil)} 到期`
  const word = state === 'active' ? `有效${until}` : `已失效（${reason ?? ''}）：需重新登录`
  return `${siteId}  ${savedBy} 于 ${beijingTime(savedAt)} 登录  ${word}`
}

async function logIn(id: string, flags: LoginFlags, services: Services): Promise<ExitCode> {
  const site = services.sites().find((candidate) => candidate.id === id)
  if (!site) throw new InputError(`没有编号为 ${id} 的站点`)
  const enter = new AbortController()
  const lines = createInterface({ input: process.stdin })
  lines.once('line', () => enter.abort())
  services.io.err(`请在打开的窗口里登录 ${site.name}，完成后回到这里按回车（或直接关闭窗口）。`)
  try {
    const state = await services.logInByHand({
      url: site.origin,
      allowPrivate: flags.allowPrivate ?? false,
      debuggingPort: flags.headlessPort,
      done: AbortSignal.any([enter.signal, services.signal]),
    })
    if (services.signal.aborted) return EXIT.interrupted
    const own = stateOfSite(state, site.origin)
    if (own.cookies.length === 0 && own.origins.length === 0)
      throw new InputError(`没有得到 ${site.name} 的登录信息，未保存`)
    const standing = await services.sessions().save(id, own, flags.by ?? services.config.operator)
    const until =
      standing.cookiesUntil === undefined ? '' : `，最晚 ${beijingTime(standing.cookiesUntil)} 到期`
    services.io.out(`已加密保存 ${site.name} 的登录信息${until}`)
    return EXIT.ok
  } finally {
    lines.close()
  }
}

import { Command } from 'commander'
import { captureUrl } from '../../jobs/capture-url.ts'
import { adHocSite } from '../ad-hoc-site.ts'
import type { Exit } from '../exit.ts'
import { EXIT } from '../exit-codes.ts'
import type { Services } from '../services.ts'

interface CaptureFlags {
  readonly out?: string
  readonly site?: string
  readonly by?: string
  readonly allowPrivate?: boolean
  readonly json?: boolean
}

export function captureCommand(services: Services, exit: Exit): Command {
  return new Command('capture')
    .description('立即固定一个网页：原始响应、整页截图、PDF、单文件网页、文字、采集环境、清单与保管链')
    .argument('<网址>')
    .option('--out <文件夹>', '证据包写到这里；默认为主目录下的 evidence')
    .option('--site <编号>', '按该站点的规则提取')
    .option('--by <姓名>', '采集人，写入采集环境记录；默认取配置中的 operator')
    .option('--allow-private', '允许访问本机和内网地址')
    .option('--json', '在标准输出给出一份 JSON')
    .action(async (url: string, flags: CaptureFlags) => {
      const known = services
        .sites()
        .find(({ id, origin }) => (flags.site ? id === flags.site : url.startsWith(`${origin}/`)))
      const site = known ?? adHocSite(url)
      const lanes = services.lanes({ allowPrivate: flags.allowPrivate ?? false, allowedOrigins: [] })
      try {
        const { renderer, http: fetcher, robots } = lanes
        const pipeline = { ...services.definitions(), capture: services.captureInto(flags.out) }
        const { clock, signal, config } = services
        const evidence = await captureUrl(
          url,
          { site, operator: flags.by ?? config.operator },
          { pipeline, fetcher, renderer, robots, clock, signal },
        )
        services.io.out(
          flags.json
            ? JSON.stringify(evidence)
            : `证据 ${evidence.path}\n清单 SHA-256 ${evidence.manifestSha256}`,
        )
      } finally {
        await lanes.close()
      }
      exit(EXIT.ok)
    })
}

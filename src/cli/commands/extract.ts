import { Command } from 'commander'
import { SiteLane } from '../../crawl/site-lane.ts'
import { InputError } from '../../domain/errors.ts'
import { type FetchedPage, PAGE_CLASS_LABEL } from '../../domain/page.ts'
import type { Site } from '../../domain/site.ts'
import { type Extraction, extractPage } from '../../extract/extract-page.ts'
import { requireAllowed } from '../../jobs/require-allowed.ts'
import { adHocSite } from '../ad-hoc-site.ts'
import type { Exit } from '../exit.ts'
import { EXIT } from '../exit-codes.ts'
import { savedPage } from '../saved-page.ts'
import type { Services } from '../services.ts'

interface ExtractFlags {
  readonly url?: string
  readonly site?: string
  readonly json?: boolean
  readonly allowPrivate?: boolean
}

export function extractCommand(services: Services, exit: Exit): Command {
  return new Command('extract')
    .description('列出一个网页（文件或网址）上的商品与帖子')
    .argument('<文件或网址>')
    .option('--url <网址>', '文件原来的网址')
    .option('--site <编号>', '按该站点的规则提取')
    .option('--allow-private', '允许访问本机和内网地址')
    .option('--json', '在标准输出给出一份 JSON')
    .action(async (target: string, flags: ExtractFlags) => {
      const site = flags.site ? findSite(flags.site, services) : undefined
      const page = /^https?:\/\//i.test(target)
        ? await fetchPage(target, site, flags, services)
        : readPage(target, site, flags, services)
      const extraction = extractPage(page, site)
      services.io.out(flags.json ? JSON.stringify(withoutText(extraction)) : describe(extraction))
      exit(EXIT.ok)
    })
}

function findSite(id: string, services: Services): Site {
  const site = services.sites().find((candidate) => candidate.id === id)
  if (!site) throw new InputError(`没有编号为 ${id} 的站点`)
  return site
}

function readPage(
  file: string,
  site: Site | undefined,
  flags: ExtractFlags,
  services: Services,
): FetchedPage {
  const url = flags.url ?? site?.origin ?? 'https://saved.example/'
  return savedPage(file, { siteId: site?.id ?? new URL(url).hostname, url }, services)
}

async function fetchPage(
  url: string,
  site: Site | undefined,
  flags: ExtractFlags,
  services: Services,
): Promise<FetchedPage> {
  const target = site ?? adHocSite(url)
  const lanes = services.lanes({ allowPrivate: flags.allowPrivate ?? false, allowedOrigins: [] })
  try {
    await requireAllowed(url, target, lanes.robots)
    const lane = new SiteLane(target, lanes)
    const page = await lane.fetch({ site: target, url })
    if (extractPage(page, site).pageClass !== 'empty-shell' || !lane.leaveShell(page)) return page
    return await lane.fetch({ site: target, url })
  } finally {
    await lanes.close()
  }
}

function withoutText({ text, ...rest }: Extraction): object {
  return { ...rest, textChars: text.length }
}

function describe({ pageClass, charset, kind, title, listings, links }: Extraction): string {
  const head = `${PAGE_CLASS_LABEL[pageClass]}  ${kind}  ${charset}  ${title.slice(0, 60)}`
  const rows = listings.map(({ title: name, price, seller, region }) =>
    [name.slice(0, 50), price?.raw ?? '-', seller?.name ?? '-', region ?? '-'].join('  '),
  )
  return [head, ...rows, `${listings.length} 条信息，${links.length} 个链接`].join('\n')
}

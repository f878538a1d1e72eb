import { Command } from 'commander'
import { SiteLane } from '../../crawl/site-lane.ts'
import { InputError } from '../../domain/errors.ts'
import type { FetchedPage } from '../../domain/page.ts'
import { PAGE_CLASS_LABEL } from '../../domain/page.ts'
import type { Site } from '../../domain/site.ts'
import { draftSite } from '../../extract/draft-site.ts'
import { checkSite, type PageCheck, type SiteCheck } from '../../jobs/check-site.ts'
import { requireAllowed } from '../../jobs/require-allowed.ts'
import { adHocSite } from '../ad-hoc-site.ts'
import type { Exit } from '../exit.ts'
import { EXIT } from '../exit-codes.ts'
import { renderSiteDraft } from '../render-site-draft.ts'
import { savedPage } from '../saved-page.ts'
import type { Services } from '../services.ts'
import { sessionCommands } from './sites-login.ts'

export function sitesCommand(services: Services, exit: Exit): Command {
  const command = new Command('sites')
    .description('查看、核对和新建监测站点')
    .addCommand(listCommand(services, exit))
    .addCommand(testCommand(services, exit))
    .addCommand(newCommand(services, exit))
  for (const session of sessionCommands(services, exit)) command.addCommand(session)
  return command
}

const STATUS: Readonly<Record<Site['status'], string>> = {
  practice: '演练',
  'untested-live': '未核对',
  live: '已启用',
}

function listCommand(services: Services, exit: Exit): Command {
  return new Command('list')
    .description('列出全部站点；只有“已启用”的会被默认扫描')
    .option('--json', '在标准输出给出一份 JSON')
    .action((flags: { json?: boolean }) => {
      const sites = services.sites()
      services.io.out(
        flags.json
          ? JSON.stringify(sites.map(summaryOf))
          : [...sites.map(describeSite), `${sites.length} 个站点`].join('\n'),
      )
      exit(EXIT.ok)
    })
}

function summaryOf({
  id,
  name,
  status,
  platform,
  origin,
  lane,
  session,
  territory,
  politeness,
}: Site): object {
  return { id, name, status, platform, origin, lane, session, territory, politeness }
}

function describeSite({ id, name, status, lane, origin, politeness, session }: Site): string {
  const login = session === undefined ? '' : `，登录档案 ${session}`
  return `${id}  ${name}  ${STATUS[status]}  ${lane}  ${origin}  至多 ${politeness.maxPages} 页，间隔 ${politeness.delayMs} 毫秒${login}`
}

interface TestFlags {
  readonly keyword?: string
  readonly allowPrivate?: boolean
  readonly json?: boolean
}

function testCommand(services: Services, exit: Exit): Command {
  return new Command('test')
    .description('各取一个列表页、搜索页、商品页，按 robots.txt 和站点的间隔，列出提取到和缺少的字段')
    .argument('<编号>')
    .option('--keyword <词>', '搜索页用的关键词')
    .option('--allow-private', '允许访问本机和内网地址')
    .option('--json', '在标准输出给出一份 JSON')
    .action(async (id: string, flags: TestFlags) => {
      const site = services.sites().find((candidate) => candidate.id === id)
      if (!site) throw new InputError(`没有编号为 ${id} 的站点：qingshao sites list 可列出全部`)
      const lanes = services.lanes({ allowPrivate: flags.allowPrivate ?? false, allowedOrigins: [] })
      try {
        const check = await checkSite(site, flags.keyword, {
          fetcher: new SiteLane(site, lanes),
          robots: lanes.robots,
        })
        services.io.out(flags.json ? JSON.stringify(check) : describeCheck(check))
        exit(check.ok ? EXIT.ok : EXIT.definition)
      } finally {
        await lanes.close()
      }
    })
}

const KIND: Readonly<Record<PageCheck['kind'], string>> = {
  list: '列表页',
  search: '搜索页',
  listing: '商品页',
}

function describeCheck({ siteId, pages, ok }: SiteCheck): string {
  const rows = pages.flatMap(describePage)
  const last = pages.some(({ kind }) => kind === 'listing') ? [] : ['商品页：列表中没有可以打开的商品链接']
  return [...rows, ...last, ok ? `${siteId}：各页都能提取` : `${siteId}：有页面没有提取到信息`].join('\n')
}

function describePage(check: PageCheck): string[] {
  const head = `${KIND[check.kind]}  ${check.url}`
  if (check.outcome !== 'read') return [head, `  ${check.reason ?? ''}`]
  const counts = Object.entries(check.fields)
    .filter(([, count]) => count > 0)
    .map(([field, count]) => `${field} ${count}`)
  return [
    head,
    `  ${check.status}  ${check.pageClass === undefined ? '' : PAGE_CLASS_LABEL[check.pageClass]}  ${check.charset}  ${check.listings} 条：${counts.join('，')}`,
    ...(check.missing.length > 0 ? [`  缺少：${check.missing.join('、')}`] : []),
    ...(check.sample === undefined
      ? []
      : [`  例：${check.sample.title.slice(0, 60)}  ${check.sample.price?.raw ?? '-'}`]),
  ]
}

interface NewFlags {
  readonly url?: string
  readonly out?: string
  readonly allowPrivate?: boolean
}

function newCommand(services: Services, exit: Exit): Command {
  return new Command('new')
    .description('从一个列表页或商品页起草站点文件（草稿，须人工核对）')
    .argument('<网址或文件>')
    .option('--url <网址>', '文件原来的网址')
    .option('--out <文件>', '写入文件；默认输出到标准输出')
    .option('--allow-private', '允许访问本机和内网地址')
    .action(async (target: string, flags: NewFlags) => {
      const page = /^https?:\/\//i.test(target)
        ? await fetchPage(target, flags, services)
        : readPage(target, flags, services)
      const draft = draftSite(page)
      const text = renderSiteDraft(draft)
      if (flags.out === undefined) services.io.out(text.trimEnd())
      else {
        await services.writeFile(flags.out, text)
        services.io.err(`已写入 ${flags.out}：请逐项核对注释，再用 qingshao sites test ${draft.site.id} 检查`)
      }
      exit(EXIT.ok)
    })
}

async function fetchPage(url: string, flags: NewFlags, services: Services): Promise<FetchedPage> {
  const site = adHocSite(url)
  const lanes = services.lanes({ allowPrivate: flags.allowPrivate ?? false, allowedOrigins: [] })
  try {
    await requireAllowed(url, site, lanes.robots)
    return await lanes.http.fetch({ site, url })
  } finally {
    await lanes.close()
  }
}

function readPage(file: string, flags: NewFlags, services: Services): FetchedPage {
  if (flags.url === undefined || !/^https?:\/\//i.test(flags.url) || !URL.canParse(flags.url))
    throw new InputError('从文件起草需要 --url：网址决定站点、商品编号和搜索地址')
  return savedPage(file, { siteId: 'draft', url: flags.url }, services)
}

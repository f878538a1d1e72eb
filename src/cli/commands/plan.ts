import { existsSync } from 'node:fs'
import { Command } from 'commander'
import { planSite } from '../../jobs/site-searches.ts'
import { describePlan } from '../describe-plan.ts'
import type { Exit } from '../exit.ts'
import { EXIT } from '../exit-codes.ts'
import type { Services } from '../services.ts'
import { chooseSites } from './scan.ts'

export function planCommand(services: Services, exit: Exit): Command {
  return new Command('plan')
    .description('今晚各站点检索哪些词、为什么（不访问网络，不改变任何记录）')
    .option('--site <编号...>', '只看这些站点')
    .option('--json', '在标准输出给出一份 JSON')
    .action(async (flags: { site?: string[]; json?: boolean }) => {
      const sites = chooseSites(flags.site, services.sites()).filter(({ search }) => search !== undefined)
      const ports = {
        // Looking makes no home folder.
        ...(existsSync(services.home) && { history: services.queryHistory() }),
        terms: services.terms(),
        budget: services.config.searchBudget,
      }
      const plans = await Promise.all(sites.map((site) => planSite(site, services.clock.now(), ports)))
      const known = plans.filter((plan) => plan !== undefined)
      const names = new Map(sites.map(({ id, name }) => [id, name]))
      const text = known.map((plan) => describePlan(plan, names.get(plan.siteId) ?? plan.siteId)).join('\n\n')
      services.io.out(flags.json ? JSON.stringify(known) : text || '这些站点没有检索功能')
      exit(EXIT.ok)
    })
}

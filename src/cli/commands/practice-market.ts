import { setTimeout as sleep } from 'node:timers/promises'
import { Command, InvalidArgumentError } from 'commander'
import type { Exit } from '../exit.ts'
import { EXIT } from '../exit-codes.ts'
import type { Services } from '../services.ts'

export function practiceMarketCommand(services: Services, exit: Exit): Command {
  return new Command('practice-market')
    .description('只开设演练市场（四个虚构站点，仅本机可访问），供练习和试验')
    .option('--day <1|2>', '第几天：第二天部分信息下架、变化或新增', '1')
    .option('--port <端口>', '四个站点依次使用的第一个端口', parsePort)
    .action(async ({ day, port }: { day: string; port?: number }) => {
      if (day !== '1' && day !== '2') throw new InvalidArgumentError('--day 只能是 1 或 2')
      const market = await services.practiceMarket(day === '2' ? 2 : 1, port ?? 'default')
      for (const { id, name, origin, listings } of market.sites)
        services.io.out(`${name}  ${origin}  ${listings} 条信息  ${id}`)
      services.io.err('按 Ctrl-C 结束。')
      const { signal } = services
      while (!signal.aborted) await sleep(3_600_000, undefined, { signal }).catch(() => {})
      await market.close()
      exit(EXIT.ok)
    })
}

function parsePort(text: string): number {
  const port = Number(text)
  if (Number.isInteger(port) && port >= 1024 && port <= 65_531) return port
  throw new InvalidArgumentError('端口应为 1024 至 65531 之间的整数')
}

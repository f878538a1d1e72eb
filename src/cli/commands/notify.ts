import { Command } from 'commander'
import { InputError } from '../../domain/errors.ts'
import { NotifyError } from '../../jobs/notify.ts'
import type { Exit } from '../exit.ts'
import { EXIT, type ExitCode } from '../exit-codes.ts'
import type { Services } from '../services.ts'

export function notifyCommand(services: Services, exit: Exit): Command {
  const command = new Command('notify').description('通知：扫描结束、失败和高等级线索告知谁')
  command
    .command('test')
    .description('向设置的每个通道发一条测试通知')
    .action(async () => exit(await sendTest(services)))
  return command
}

async function sendTest(services: Services): Promise<ExitCode> {
  const channels = services.noticeChannels()
  if (channels.length === 0) throw new InputError('config.yml 的 notify 里没有通道')
  const at = services.clock.now()
  const lines = ['收到它，说明这个通道可用。']
  let failed = 0
  for (const channel of channels) {
    try {
      await channel.send(
        { key: `test:${at}`, kind: 'test', title: '清哨：测试通知', lines, at },
        services.signal,
      )
      services.io.out(`${channel.id}：已送达`)
    } catch (error) {
      if (!(error instanceof NotifyError)) throw error
      failed += 1
      services.io.out(`${channel.id}：${error.message}`)
    }
  }
  return failed > 0 ? EXIT.network : EXIT.ok
}

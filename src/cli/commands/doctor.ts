import { Command } from 'commander'
import type { Exit } from '../exit.ts'
import { EXIT } from '../exit-codes.ts'
import type { Diagnosis, Services } from '../services.ts'

export function doctorCommand(services: Services, exit: Exit): Command {
  return new Command('doctor')
    .description('检查本机是否具备运行条件，并说明怎么补齐')
    .option('--json', '每项一行 JSON')
    .action(async (flags: { json?: boolean }) => {
      const checks = await services.diagnose()
      for (const check of checks) services.io.out(flags.json ? JSON.stringify(check) : describe(check))
      exit(checks.every(({ ok, required }) => ok || !required) ? EXIT.ok : EXIT.input)
    })
}

function describe({ ok, required, name, found, advice }: Diagnosis): string {
  if (ok) return `正常  ${name}：${found}`
  return `${required ? '缺失' : '注意'}  ${name}：${found}\n      ${advice}`
}

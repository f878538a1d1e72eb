import { Command } from 'commander'
import { assessCommand } from './commands/assess.ts'
import { backupCommand, restoreCommand } from './commands/backup.ts'
import { captureCommand } from './commands/capture.ts'
import { clustersCommand } from './commands/clusters.ts'
import { demoCommand } from './commands/demo.ts'
import { doctorCommand } from './commands/doctor.ts'
import { dueCommand } from './commands/due.ts'
import { evaluateCommand } from './commands/evaluate.ts'
import { evidenceCommand } from './commands/evidence.ts'
import { extractCommand } from './commands/extract.ts'
import { importCommand } from './commands/import.ts'
import { keywordsCommand } from './commands/keywords.ts'
import { leadsCommand } from './commands/leads.ts'
import { ledgerCommand, outcomesCommand } from './commands/ledger.ts'
import { notifyCommand } from './commands/notify.ts'
import { pagesCommand } from './commands/pages.ts'
import { planCommand } from './commands/plan.ts'
import { practiceMarketCommand } from './commands/practice-market.ts'
import { recaptureCommand } from './commands/recapture.ts'
import { recheckCommand } from './commands/recheck.ts'
import { referCommand } from './commands/refer.ts'
import { reportCommand } from './commands/report.ts'
import { rescoreCommand } from './commands/rescore.ts'
import { rulesCommand } from './commands/rules.ts'
import { runsCommand } from './commands/runs.ts'
import { scanCommand } from './commands/scan.ts'
import { serveCommand } from './commands/serve.ts'
import { sitesCommand } from './commands/sites.ts'
import { sourcesCommand } from './commands/sources.ts'
import { trainCommand } from './commands/train.ts'
import { verifyCommand } from './commands/verify.ts'
import type { Exit } from './exit.ts'
import type { Services } from './services.ts'

const COMMANDS = [
  demoCommand,
  doctorCommand,
  scanCommand,
  planCommand,
  importCommand,
  sourcesCommand,
  serveCommand,
  notifyCommand,
  extractCommand,
  assessCommand,
  evaluateCommand,
  captureCommand,
  verifyCommand,
  evidenceCommand,
  leadsCommand,
  referCommand,
  dueCommand,
  ledgerCommand,
  outcomesCommand,
  recheckCommand,
  recaptureCommand,
  reportCommand,
  runsCommand,
  rescoreCommand,
  pagesCommand,
  backupCommand,
  restoreCommand,
  keywordsCommand,
  rulesCommand,
  sitesCommand,
  trainCommand,
  practiceMarketCommand,
  clustersCommand,
]

const TITLES: Readonly<Record<string, string>> = {
  'Usage:': '用法：',
  'Arguments:': '参数：',
  'Options:': '选项：',
  'Commands:': '命令：',
}

/** The whole command line. Every command throws in place of ending the process: see run-program.ts. */
export function buildProgram(services: Services, exit: Exit): Command {
  const program = new Command('qingshao')
    .description('清哨：发现网上非法野生动植物交易和禁用猎捕、捕捞工具，固定证据，把完整线索交给主管部门')
    .version(services.version, '--version', '版本')
    .option(
      '--home <文件夹>',
      '主目录（数据库、证据、队列、报告、本单位词库与规则）；默认 QINGSHAO_HOME 或 ./var',
    )
    .helpOption('-h, --help', '帮助')
    .addHelpText('after', '\n退出码见 docs/exit-codes.md。任何命令都可加 --help。')
  for (const make of COMMANDS) program.addCommand(make(services, exit))
  for (const command of withSubcommands(program)) {
    command
      .helpOption('-h, --help', '帮助')
      .configureHelp({ styleTitle: (title) => TITLES[title] ?? title })
      .exitOverride()
    if (command.commands.length > 0) command.helpCommand('help [命令]', '一个命令的帮助')
  }
  return program
}

function withSubcommands(command: Command): Command[] {
  return [command, ...command.commands.flatMap(withSubcommands)]
}

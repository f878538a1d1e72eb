import { CommanderError } from 'commander'
import { OperationalError } from '../domain/errors.ts'
import { EXIT, type ExitCode, exitCodeOf } from './exit-codes.ts'
import { buildProgram } from './program.ts'
import type { Services } from './services.ts'

type Compose = (home: string | undefined, signal: AbortSignal) => Services

/** Runs one command to its exit code. What the world did is one sentence; a bug is a stack trace and exit 1. */
export async function runProgram(argv: readonly string[], compose: Compose): Promise<ExitCode> {
  const interrupt = new AbortController()
  const stop = () => onInterrupt(interrupt)
  process.on('SIGINT', stop)
  process.on('SIGTERM', stop)
  let code: ExitCode = EXIT.ok
  let services: Services | undefined
  try {
    services = compose(homeFlag(argv), interrupt.signal)
    const program = buildProgram(services, (given) => {
      code = given
    })
    await program.parseAsync(argv)
  } catch (error) {
    code = explain(error)
  }
  code = await close(services, code)
  process.off('SIGINT', stop)
  process.off('SIGTERM', stop)
  return code
}

/** What fails while closing counts unless the command itself failed: then it is the same full disk once more. */
async function close(services: Services | undefined, code: ExitCode): Promise<ExitCode> {
  try {
    await services?.close()
    return code
  } catch (error) {
    return code === EXIT.ok ? explain(error) : code
  }
}

/** The first Ctrl-C stops cleanly, the second at once. */
function onInterrupt(interrupt: AbortController): void {
  if (interrupt.signal.aborted) process.exit(EXIT.interrupted)
  process.stderr.write('\n正在停止，已取得的都会保存；再按一次立即退出。\n')
  interrupt.abort()
}

/** Needed before the options are parsed: the services that commands are built with depend on it. */
function homeFlag(argv: readonly string[]): string | undefined {
  const index = argv.indexOf('--home')
  if (index >= 0) return argv[index + 1]
  return argv.find((argument) => argument.startsWith('--home='))?.slice('--home='.length)
}

function explain(error: unknown): ExitCode {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage
  if (error instanceof OperationalError) {
    process.stderr.write(`错误：${error.message}\n`)
    return exitCodeOf(error)
  }
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`)
  return EXIT.bug
}

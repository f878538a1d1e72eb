import { spawn } from 'node:child_process'
import path from 'node:path'

export const ROOT = path.resolve(import.meta.dirname, '../..')

export interface CliResult {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** Runs the real program in a process of its own. */
export async function runCli(
  args: readonly string[],
  options: {
    env?: NodeJS.ProcessEnv
    stdin?: string
    /** No file may grow beyond this, in blocks of 512 bytes: a write that would fails. Not on Windows. */
    maxFileBlocks?: number
    /** All of stdout so far: for commands that go on until they are stopped. */
    onStdout?: (soFar: string, kill: (signal: NodeJS.Signals) => void) => void
    onStderr?: (text: string, kill: (signal: NodeJS.Signals) => void) => void
  } = {},
): Promise<CliResult> {
  const command = [process.execPath, path.join(ROOT, 'src/cli/main.ts'), ...args]
  const limited = ['sh', '-c', `ulimit -f ${options.maxFileBlocks} && exec "$@"`, 'sh', ...command]
  const [program = '', ...given] = options.maxFileBlocks === undefined ? command : limited
  const child = spawn(program, given, {
    env: { ...process.env, ...options.env },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  let stdout = ''
  let stderr = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text
    options.onStdout?.(stdout, (signal) => child.kill(signal))
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
    options.onStderr?.(text, (signal) => child.kill(signal))
  })
  child.stdin.end(options.stdin ?? '')
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', resolve)
  })
  return { code, stdout, stderr }
}

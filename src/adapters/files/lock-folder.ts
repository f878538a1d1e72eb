import { closeSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs'
import path from 'node:path'
import { BusyError, StorageError } from '../../domain/errors.ts'

/**
 * One run at a time in a home folder. A lock whose process is gone is taken over.
 * @throws {BusyError} another run is at work.
 */
export function lockFolder(folder: string): () => void {
  const file = path.join(folder, 'run.lock')
  if (!tryLock(file)) {
    const holder = Number(readHolder(file))
    if (isAlive(holder))
      throw new BusyError(`另一个进程（${holder}）正在使用 ${folder}：等它结束，或先停止它`)
    rmSync(file, { force: true })
    if (!tryLock(file)) throw new BusyError(`另一个进程刚刚开始使用 ${folder}`)
  }
  return () => rmSync(file, { force: true })
}

function tryLock(file: string): boolean {
  try {
    const handle = openSync(file, 'wx')
    writeSync(handle, String(process.pid))
    closeSync(handle)
    return true
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    if (code === 'EEXIST') return false
    throw new StorageError(`不能写入 ${file}（${code}）`, { cause: error })
  }
}

function readHolder(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}

function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

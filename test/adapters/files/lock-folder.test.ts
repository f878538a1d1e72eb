import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { lockFolder } from '../../../src/adapters/files/lock-folder.ts'
import { BusyError, StorageError } from '../../../src/domain/errors.ts'

const root = mkdtempSync(path.join(tmpdir(), 'qingshao-lock-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

describe('lockFolder', () => {
  it('lets one in at a time, and the next when it leaves', () => {
    const folder = mkdtempSync(path.join(root, 'one-'))
    const unlock = lockFolder(folder)
    expect(() => lockFolder(folder)).toThrow(BusyError)
    expect(() => lockFolder(folder)).toThrow(String(process.pid))
    unlock()
    const again = lockFolder(folder)
    expect(() => lockFolder(folder)).toThrow(BusyError)
    again()
  })

  it('is free at once when its holder is killed, whoever has its number by then', async () => {
    const folder = mkdtempSync(path.join(root, 'killed-'))
    const holder = spawn(process.execPath, [
      path.resolve(import.meta.dirname, '../../support/lock-child.ts'),
      folder,
    ])
    await once(holder.stdout, 'data')
    expect(() => lockFolder(folder)).toThrow(String(holder.pid))
    // Stopped is not dead: it may go on writing.
    if (process.platform !== 'win32') holder.kill('SIGSTOP')
    expect(() => lockFolder(folder)).toThrow(BusyError)
    holder.kill('SIGKILL')
    await once(holder, 'close')
    lockFolder(folder)()
    // What an earlier version left behind: a number that belongs to a living process.
    writeFileSync(path.join(folder, 'run.lock'), String(process.pid))
    lockFolder(folder)()
  })

  it('says so when the file cannot be used', () => {
    const folder = mkdtempSync(path.join(root, 'odd-'))
    mkdirSync(path.join(folder, 'run.lock.db'))
    expect(() => lockFolder(folder)).toThrow(StorageError)
  })
})

import { writeSync } from 'node:fs'
import files, { type FileHandle } from 'node:fs/promises'
import { syncBuiltinESMExports } from 'node:module'
import { FaultPoint, sharedFileHandle } from './fault-points.ts'
import { FAULT_VARIABLE, type WriteStep } from './kill-capture.ts'

// Loaded before the real program (`node --import`): it then dies in the middle of a write of evidence or packets.

const [step = 'none', count = '0'] = (process.env[FAULT_VARIABLE] ?? '').split(':')
const fault = new FaultPoint<WriteStep>(step, Number(count))
const watched = new WeakSet<FileHandle>()
const isEvidence = (path: unknown) => /[/\\](?:evidence|queues)[/\\]/.test(String(path))

const { open, rename } = files
const shared = await sharedFileHandle<'writeFile' | 'sync'>()
const { writeFile, sync } = shared

files.open = async (...given) => {
  const file = await open(...given)
  if (isEvidence(given[0])) watched.add(file)
  return file
}
files.rename = async (from, to) => {
  if (isEvidence(to)) fault.at('before-rename')
  await rename(from, to)
  if (isEvidence(to)) fault.at('after-rename')
}
shared.writeFile = async function (this: FileHandle, data, ...options) {
  if (watched.has(this) && data instanceof Uint8Array)
    fault.at('mid-write', () => writeSync(this.fd, data, 0, Math.floor(data.length / 2)))
  await Reflect.apply(writeFile, this, [data, ...options])
}
shared.sync = async function (this: FileHandle) {
  if (watched.has(this)) fault.at('before-fsync')
  await sync.call(this)
}
syncBuiltinESMExports()

import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { errorCode, TEMP_PREFIX, withStorageErrors } from './durable-write.ts'

/** Removes what runs that were killed left half-written in a folder. Answers how many. */
export async function sweepLeftovers(folder: string): Promise<number> {
  return withStorageErrors(folder, async () => {
    const dead = (await names(folder)).filter((name) => name.startsWith(TEMP_PREFIX) && !hasLivingOwner(name))
    for (const name of dead) await rm(join(folder, name), { recursive: true, force: true })
    return dead.length
  })
}

async function names(folder: string): Promise<string[]> {
  try {
    return await readdir(folder)
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return []
    throw error
  }
}

function hasLivingOwner(name: string): boolean {
  return isAlive(Number(/^\.tmp-(\d+)-/.exec(name)?.[1]))
}

export function isAlive(pid: number): boolean {
  if (!pid) return false
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return errorCode(error) === 'EPERM'
  }
}

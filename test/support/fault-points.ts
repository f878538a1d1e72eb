import { type FileHandle, open } from 'node:fs/promises'

/** Where a process of a kill test dies: at the `count`-th time it comes to `step`. */
export class FaultPoint<Step extends string> {
  readonly #step: string
  #left: number

  constructor(step: string, count: number) {
    this.#step = step
    this.#left = count
  }

  at(here: Step, before: () => void = () => {}): void {
    if (here !== this.#step) return
    this.#left -= 1
    if (this.#left > 0) return
    before()
    die()
  }
}

function die(): never {
  process.kill(process.pid, 'SIGKILL')
  // The signal may arrive a moment later.
  for (;;) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1000)
}

/** What all file handles of this process share: its methods may be replaced, in this process only. */
export async function sharedFileHandle<Key extends keyof FileHandle>(): Promise<Pick<FileHandle, Key>> {
  const probe = await open(import.meta.filename)
  const shared: Pick<FileHandle, Key> = Object.getPrototypeOf(probe)
  await probe.close()
  return shared
}

/** The same numbers each time (mulberry32). */
export function numberSequence(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

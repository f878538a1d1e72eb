/** The home folder's lock, shared by what one process does side by side: taken by the first, given back by the last. */
export class SharedLock {
  readonly #take: () => Promise<() => void>
  #holders = 0
  #taken: Promise<() => void> | undefined

  constructor(take: () => Promise<() => void>) {
    this.#take = take
  }

  /** @throws {BusyError} another process has it. */
  async hold<T>(work: () => Promise<T>): Promise<T> {
    this.#holders += 1
    this.#taken ??= this.#take()
    const taken = this.#taken
    try {
      await taken
      return await work()
    } finally {
      this.#holders -= 1
      if (this.#holders === 0) {
        this.#taken = undefined
        await taken.then(
          (unlock) => unlock(),
          () => undefined,
        )
      }
    }
  }
}

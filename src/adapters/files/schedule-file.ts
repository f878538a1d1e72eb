import { existsSync, readFileSync } from 'node:fs'
import { StorageError } from '../../domain/errors.ts'
import { ScheduleState } from '../../domain/schedule.ts'
import type { ScheduleStore } from '../../jobs/schedule-keeper.ts'
import { replaceFile } from '../evidence/durable-write.ts'

/** `<home>/serve/schedule.json`. */
export class ScheduleFile implements ScheduleStore {
  readonly #file: string

  constructor(file: string) {
    this.#file = file
  }

  /** @throws {StorageError} somebody wrote into it what is no state: guessing would run a night twice or never. */
  load(): ScheduleState {
    if (!existsSync(this.#file)) return { entries: {} }
    try {
      return ScheduleState.parse(JSON.parse(readFileSync(this.#file, 'utf8')))
    } catch (error) {
      throw new StorageError(`${this.#file} 无法读取：核对后改正，或删除它重新开始计时`, { cause: error })
    }
  }

  async save(state: ScheduleState): Promise<void> {
    await replaceFile(this.#file, Buffer.from(`${JSON.stringify(state, null, 2)}\n`))
  }
}

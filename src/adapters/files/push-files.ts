import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import type { IntakeSource } from '../../domain/intake-source.ts'
import type { PushPorts, PushReceipt } from '../../jobs/receive-push.ts'
import { replaceFile } from '../evidence/durable-write.ts'

/** Pushes as files in the inbox, and one receipt for each. */
export class PushFiles implements PushPorts {
  readonly #inbox: string
  readonly #receipts: string
  readonly findSource: (id: string) => IntakeSource | undefined

  constructor(inbox: string, receipts: string, findSource: (id: string) => IntakeSource | undefined) {
    this.#inbox = inbox
    this.#receipts = receipts
    this.findSource = findSource
  }

  readReceipt(id: string): PushReceipt | undefined {
    const file = this.#receiptOf(id)
    // Written by us, all or nothing.
    return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as PushReceipt) : undefined
  }

  async saveReceipt(id: string, receipt: PushReceipt): Promise<void> {
    await replaceFile(this.#receiptOf(id), Buffer.from(JSON.stringify(receipt)))
  }

  async keep(sourceId: string, name: string, body: Uint8Array): Promise<void> {
    await replaceFile(path.join(this.#inbox, sourceId, name), body)
  }

  #receiptOf(id: string): string {
    return path.join(this.#receipts, id.slice(0, 2), `${id}.json`)
  }
}

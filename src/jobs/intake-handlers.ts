import type { Push, PushAnswer } from './receive-push.ts'
import type { ReceiptAnswer, SignedReceipt } from './receive-receipt.ts'

/** What the door of `serve` leads to. Implemented in cli; the door is adapters/http/intake-server.ts. */
export interface IntakeHandlers {
  push(push: Push): Promise<PushAnswer>
  receipt(receipt: SignedReceipt): Promise<ReceiptAnswer>
  /** `ok` false answers 503. */
  health(): Promise<Readonly<Record<string, unknown>> & { readonly ok: boolean }>
  /** What went wrong on our side; the sender hears only that. */
  onError(error: unknown): void
}

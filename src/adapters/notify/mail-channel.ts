import { createHash } from 'node:crypto'
import type { Notice } from '../../domain/notice.ts'
import { type NoticeChannel, NotifyError } from '../../jobs/notify.ts'
import { messageIdOf, type SmtpServer, smtpTransport } from '../mail/smtp-transport.ts'

const TIMEOUT_MS = 15_000

export interface MailOptions extends SmtpServer {
  readonly to: readonly string[]
}

/** Plain text by SMTP. The Message-ID is made of the key: a mail sent again is the same mail. */
export class MailChannel implements NoticeChannel {
  readonly id = 'mail'
  readonly #options: MailOptions

  constructor(options: MailOptions) {
    this.#options = options
  }

  async send({ key, kind, title, lines }: Notice): Promise<void> {
    const { from, to } = this.#options
    const transport = smtpTransport(this.#options, TIMEOUT_MS)
    const id = createHash('sha256').update(key).digest('hex').slice(0, 32)
    try {
      await transport.sendMail({
        from,
        to: [...to],
        subject: title,
        text: `${lines.join('\n')}\n`,
        messageId: messageIdOf(id, this.#options),
        headers: { 'X-Qingshao-Kind': kind, 'Auto-Submitted': 'auto-generated' },
      })
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      throw new NotifyError(`邮件没有送达（${reason}）`, { cause: error })
    } finally {
      transport.close()
    }
  }
}

import { createHash } from 'node:crypto'
import { createTransport } from 'nodemailer'
import type { Notice } from '../../domain/notice.ts'
import { type NoticeChannel, NotifyError } from '../../jobs/notify.ts'

const TIMEOUT_MS = 15_000

export interface MailOptions {
  readonly host: string
  readonly port: number
  /** TLS from the first byte; otherwise STARTTLS where the server offers it. */
  readonly secure: boolean
  readonly from: string
  readonly to: readonly string[]
  readonly user?: string | undefined
  readonly password?: string | undefined
}

/** Plain text by SMTP. The Message-ID is made of the key: a mail sent again is the same mail. */
export class MailChannel implements NoticeChannel {
  readonly id = 'mail'
  readonly #options: MailOptions

  constructor(options: MailOptions) {
    this.#options = options
  }

  async send({ key, kind, title, lines }: Notice): Promise<void> {
    const { host, port, secure, from, to, user, password } = this.#options
    const transport = createTransport({
      host,
      port,
      secure,
      connectionTimeout: TIMEOUT_MS,
      greetingTimeout: TIMEOUT_MS,
      socketTimeout: TIMEOUT_MS,
      ...(user !== undefined && { auth: { user, pass: password ?? '' } }),
    })
    const domain = from.replace(/^.*@|>.*$/g, '')
    try {
      await transport.sendMail({
        from,
        to: [...to],
        subject: title,
        text: `${lines.join('\n')}\n`,
        messageId: `<${createHash('sha256').update(key).digest('hex').slice(0, 32)}@${domain}>`,
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

import { createTransport } from 'nodemailer'

export interface SmtpServer {
  readonly host: string
  readonly port: number
  /** TLS from the first byte; otherwise STARTTLS where the server offers it. */
  readonly secure: boolean
  readonly from: string
  readonly user?: string | undefined
  readonly password?: string | undefined
}

/** One connection to the server, given up after `timeoutMs` of silence. Close it. */
export function smtpTransport({ host, port, secure, user, password }: SmtpServer, timeoutMs: number) {
  return createTransport({
    host,
    port,
    secure,
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    ...(user !== undefined && { auth: { user, pass: password ?? '' } }),
  })
}

/** Of the sender's domain, so that a mail which is sent again is the same mail. */
export function messageIdOf(key: string, { from }: Pick<SmtpServer, 'from'>): string {
  return `<${key}@${from.replace(/^.*@|>.*$/g, '')}>`
}

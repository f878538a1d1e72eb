import { DeliveryError } from '../../domain/errors.ts'
import type { DeliveryChannel, Letter } from '../../refer/delivery-channel.ts'
import { messageIdOf, type SmtpServer, smtpTransport } from '../mail/smtp-transport.ts'
import { encryptFor } from './encrypt-cms.ts'

const TIMEOUT_MS = 30_000

export interface EmailOptions extends SmtpServer {
  readonly to: string
  /** The receiver's RSA certificate: nothing goes out in the clear. */
  readonly certificatePem: string
}

/** The zip as an encrypted attachment (`.zip.p7m`). The Message-ID is made of the key, so that a second copy is the same mail. */
export class EmailChannel implements DeliveryChannel {
  readonly #options: EmailOptions

  constructor(options: EmailOptions) {
    this.#options = options
  }

  async send({ delivery, fileName, bytes }: Letter): Promise<string> {
    const { from, to, certificatePem } = this.#options
    const content = await encryptFor(certificatePem, bytes)
    const transport = smtpTransport(this.#options, TIMEOUT_MS)
    try {
      const { response } = await transport.sendMail({
        from,
        to,
        messageId: messageIdOf(delivery.id, this.#options),
        subject: `线索移送 ${delivery.referralId}`,
        text: `附件为加密的线索移送材料（CMS，用贵单位证书的私钥解密）：
openssl cms -decrypt -inform DER -in 附件 -inkey 私钥 -out 材料.zip
编号 ${delivery.id}
解密后 SHA-256 ${delivery.sha256}
收到后请按材料中的要求回执。`,
        attachments: [{ filename: `${fileName}.p7m`, content, contentType: 'application/pkcs7-mime' }],
      })
      return `邮件服务器已接受：${response}`
    } catch (cause) {
      throw new DeliveryError(`邮件没有发出：${cause instanceof Error ? cause.message : String(cause)}`, {
        cause,
      })
    } finally {
      transport.close()
    }
  }
}

import { readFileSync } from 'node:fs'
import path from 'node:path'
import { EmailChannel } from '../adapters/delivery/email-channel.ts'
import { FolderChannel } from '../adapters/delivery/folder-channel.ts'
import { FolderOutbox } from '../adapters/delivery/folder-outbox.ts'
import { HttpsChannel } from '../adapters/delivery/https-channel.ts'
import { readPacket } from '../adapters/delivery/read-packet.ts'
import { chineseWorkingDays } from '../adapters/files/chinese-working-days.ts'
import { loadDeadlines } from '../adapters/files/load-deadlines.ts'
import { loadLetters } from '../adapters/files/load-letters.ts'
import type { Clock } from '../domain/clock.ts'
import { InputError } from '../domain/errors.ts'
import type { Referral } from '../domain/referral.ts'
import type { DispatchPorts } from '../jobs/dispatch.ts'
import type { DuePorts } from '../jobs/list-due.ts'
import type { ReceiptPorts } from '../jobs/receive-receipt.ts'
import { type LetterPorts, letterFiles } from '../jobs/write-letter.ts'
import type { DeliveryChannel } from '../refer/delivery-channel.ts'
import type { DocumentPrinter } from '../refer/document-printer.ts'
import { withdrawalFiles } from '../refer/withdrawal-note.ts'
import type { CaseRepository } from '../review/case-repository.ts'
import type { ChannelSetting, Config } from './config.ts'

export interface ReferralSurroundings {
  readonly home: string
  readonly dataFolder: string
  readonly config: Config
  readonly cases: CaseRepository
  readonly clock: Clock
  readonly signal: AbortSignal
  /** The program's name and version: who delivers. */
  readonly actor: string
  readonly printer: DocumentPrinter
}

export type ReferralServices = DispatchPorts & LetterPorts & DuePorts & Pick<ReceiptPorts, 'secretFor'>

/** Everything that commands about referrals need. Reads the unit's letters and times. @throws {DefinitionError} */
export function referralPorts(around: ReferralSurroundings): ReferralServices {
  const { home, dataFolder, config, cases, clock, signal, actor } = around
  const shipped = path.join(dataFolder, 'referrals')
  const own = path.join(home, 'referrals')
  const outbox = new FolderOutbox(path.join(home, 'outbox'))
  const letterPorts: LetterPorts = {
    cases,
    sender: definedOf(config.unit),
    letters: loadLetters(shipped, own),
    deadlines: loadDeadlines(shipped, own),
    readPacket,
    printer: around.printer,
  }
  return {
    ...letterPorts,
    clock,
    signal,
    actor,
    workingDays: chineseWorkingDays,
    readLetter: (delivery) => outbox.read(delivery),
    writeLetter: async (summary, approvedAt) => {
      const { fileName, files } = await letterFiles(summary, approvedAt, letterPorts)
      return outbox.write(fileName, approvedAt, files)
    },
    writeWithdrawal: async ({ referral, number }, at, reason) => {
      const { fileName, files } = withdrawalFiles({
        referral,
        number,
        at,
        reason,
        sender: letterPorts.sender,
      })
      return outbox.write(fileName, at, files)
    },
    channelNameOf: (referral) => settingFor(referral, config.channels)?.name ?? `sent/${referral.agency}`,
    secretFor: async (referralId) => {
      const found = await cases.log.findReferral(referralId)
      const setting = found && settingFor(found.referral, config.channels)
      return setting?.driver === 'https' ? readSecret(path.resolve(home, setting.secretFile)) : undefined
    },
    channelNamed: (name) => channelNamed(name, around),
  }
}

function settingFor(
  { agency, unit }: Referral,
  channels: readonly ChannelSetting[],
): ChannelSetting | undefined {
  const ofAgency = channels.filter((each) => each.agency === agency)
  return (
    ofAgency.find((each) => each.unit !== undefined && each.unit === unit?.id) ??
    ofAgency.find((each) => each.unit === undefined)
  )
}

function channelNamed(name: string, { home, config, clock }: ReferralSurroundings): DeliveryChannel {
  const setting = config.channels.find((each) => each.name === name)
  if (setting?.driver === 'https') {
    const secret = readSecret(path.resolve(home, setting.secretFile))
    return new HttpsChannel({ url: setting.url, secret, now: () => new Date(clock.now()) })
  }
  if (setting?.driver === 'email') return emailChannel(setting, home)
  if (setting) return new FolderChannel(path.resolve(home, setting.folder))
  if (name.startsWith('sent/')) return new FolderChannel(path.join(home, name))
  throw new InputError(`config.yml 的 channels 中没有名为 ${name} 的送达方式`)
}

function emailChannel(setting: Extract<ChannelSetting, { driver: 'email' }>, home: string): DeliveryChannel {
  const { certificateFile, passwordFile, ...options } = setting
  return new EmailChannel({
    ...options,
    certificatePem: readSecret(path.resolve(home, certificateFile)),
    password: passwordFile === undefined ? undefined : readSecret(path.resolve(home, passwordFile)),
  })
}

function readSecret(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim()
  } catch (cause) {
    throw new InputError(`读不到送达方式的密钥或证书文件 ${file}`, { cause })
  }
}

function definedOf(unit: Config['unit']): LetterPorts['sender'] {
  return Object.fromEntries(Object.entries(unit).filter(([, value]) => value !== undefined))
}

import { randomBytes } from 'node:crypto'
import type { Clock } from '../domain/clock.ts'
import { TimestampError } from '../domain/errors.ts'
import type { CustodyEntry, TimestampState } from '../domain/evidence.ts'
import { attachedFile, type BundleStore } from './bundle-store.ts'
import { readTrust } from './check-chain.ts'
import { checkToken, type TokenCheck } from './check-token.ts'
import type { CustodyAct } from './custody.ts'
import { checkOcsp, ocspRequest, responderOf } from './ocsp.ts'
import { chainPath, statusPath, type TimestampAuthority, tokenPath } from './seal-ports.ts'
import { bytesHex, positive, timestampQuery } from './timestamp-query.ts'
import { timestampStateOf } from './timestamp-state.ts'

export interface StampPorts {
  readonly store: BundleStore
  readonly clock: Clock
  readonly actor: string
  readonly authorities: readonly TimestampAuthority[]
}

export interface SealedManifest {
  readonly manifestSha256: string
  readonly manifestSm3: string
}

/** A sealed bundle, as far as is needed to stamp it. */
export interface SealedBundleView {
  readonly path: string
  readonly evidenceId: string
  readonly manifestSha256: string
  readonly manifestSm3: string
  readonly custody: readonly CustodyEntry[]
}

export interface Stamped {
  readonly state: TimestampState
  readonly custodyHead: string
  readonly failures: readonly { authority: string; reason: string }[]
}

const NONCE_BYTES = 8

/**
 * Asks every configured authority that has not yet answered for a token over manifest.json, and adds what it gave to
 * the bundle. A failure goes on the custody log once; what is still awaited is retried by calling this again.
 *
 * @throws {EvidenceError} when the custody log is broken. @throws {StorageError}
 */
export async function stampBundle(
  bundlePath: string,
  manifest: SealedManifest,
  custody: readonly CustodyEntry[],
  ports: StampPorts,
): Promise<Stamped> {
  const held = new Set(custody.flatMap(({ files }) => files ?? []).map(({ path }) => path))
  const due = ports.authorities.filter(({ name }) => !held.has(tokenPath(name)))
  const answers = await Promise.all(due.map((authority) => ask(authority, manifest)))
  let entries = [...custody]
  const failures: { authority: string; reason: string }[] = []
  for (const answer of answers) {
    if ('reason' in answer) failures.push({ authority: answer.authority.name, reason: answer.reason })
    entries = await record(bundlePath, answer, entries, manifest, ports)
  }
  return { state: timestampStateOf(entries), custodyHead: entries.at(-1)?.hash ?? '', failures }
}

type Answer =
  | {
      readonly authority: TimestampAuthority
      readonly response: Uint8Array
      readonly genTime: string
      /** Absent where the certificate names no responder, or none that answered well. */
      readonly status: Uint8Array | undefined
    }
  | { readonly authority: TimestampAuthority; readonly reason: string }

async function ask(authority: TimestampAuthority, manifest: SealedManifest): Promise<Answer> {
  const nonce = randomBytes(NONCE_BYTES)
  const hashes = { sha256: manifest.manifestSha256, sm3: manifest.manifestSm3 }
  const algorithm = authority.imprint
  try {
    const response = await authority.stamp(timestampQuery({ algorithm, imprint: hashes[algorithm], nonce }))
    const trust = readTrust(authority.certificatesPem, 'given')
    const token = await checkToken({ response, hashes, trust })
    const [problem] = token.problems
    if (problem) return { authority, reason: problem }
    if (token.nonce !== bytesHex(positive(nonce))) return { authority, reason: '答复的随机数与请求不同' }
    const status = await askStatus(authority, token)
    return { authority, response, genTime: token.genTime ?? '', status }
  } catch (error) {
    if (error instanceof TimestampError) return { authority, reason: error.message }
    throw error
  }
}

/** A responder that is silent, or says what cannot be checked, takes nothing from the token. */
async function askStatus(
  authority: TimestampAuthority,
  { signing, genTime }: TokenCheck,
): Promise<Uint8Array | undefined> {
  const responder = signing && responderOf(signing.leaf)
  if (!signing || !responder || !authority.askStatus || genTime === undefined) return undefined
  try {
    const response = await authority.askStatus(responder, await ocspRequest(signing.leaf, signing.issuer))
    const { isGood } = await checkOcsp({ ...signing, response, at: new Date(genTime) })
    return isGood ? response : undefined
  } catch (error) {
    if (error instanceof TimestampError) return undefined
    throw error
  }
}

async function record(
  bundlePath: string,
  answer: Answer,
  entries: readonly CustodyEntry[],
  manifest: SealedManifest,
  ports: StampPorts,
): Promise<CustodyEntry[]> {
  const { name } = answer.authority
  const act = (action: CustodyAct['action'], detail: string): CustodyAct => ({
    at: ports.clock.now(),
    actor: ports.actor,
    action,
    manifestSha256: manifest.manifestSha256,
    detail,
  })
  const log = [...entries]
  if ('reason' in answer) {
    const told = log.some((each) => each.action === 'timestamp-failed' && each.detail.startsWith(`${name}：`))
    if (told) return log
    const failed = {
      ...act('timestamp-failed', `${name}：${answer.reason}`),
      ...announce(answer.authority, log),
    }
    return [...log, await ports.store.appendAct(bundlePath, failed)]
  }
  // Announced first: a process killed between the file and its line leaves a bundle that still verifies.
  const announced = announce(answer.authority, log, answer.status)
  if (announced.awaits)
    log.push(
      await ports.store.appendAct(bundlePath, {
        ...act('timestamp-requested', `向 ${name} 申请时间戳`),
        ...announced,
      }),
    )
  const files = new Map([[tokenPath(name), answer.response]])
  if (answer.status) files.set(statusPath(name), answer.status)
  if (!isHeld(log, chainPath(name)))
    files.set(chainPath(name), new TextEncoder().encode(answer.authority.certificatesPem))
  const stamped = act('timestamped', `${name} 的时间戳，时刻 ${answer.genTime}`)
  return [...log, await ports.store.attach(bundlePath, stamped, files)]
}

/** What the log does not yet say will come: of an authority that was configured after the capture. */
function announce(
  { name, certificatesPem }: TimestampAuthority,
  log: readonly CustodyEntry[],
  status?: Uint8Array,
): Pick<CustodyAct, 'awaits'> {
  const answered = status
    ? [{ path: statusPath(name), sha256: attachedFile(statusPath(name), status).sha256 }]
    : []
  const awaited = log.flatMap(({ awaits }) => awaits ?? []).some(({ path }) => path === tokenPath(name))
  if (awaited) return answered.length > 0 ? { awaits: answered } : {}
  const { sha256 } = attachedFile(chainPath(name), new TextEncoder().encode(certificatesPem))
  return { awaits: [{ path: tokenPath(name) }, { path: chainPath(name), sha256 }, ...answered] }
}

function isHeld(log: readonly CustodyEntry[], path: string): boolean {
  return log.some(({ files }) => files?.some((file) => file.path === path))
}

import { randomBytes } from 'node:crypto'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import path from 'node:path'
import type { SiteSessions } from '../../crawl/site-sessions.ts'
import type { Clock } from '../../domain/clock.ts'
import { SessionError } from '../../domain/errors.ts'
import { lastExpiry, SessionStanding, StorageState } from '../../domain/site-session.ts'
import { replaceFile } from '../evidence/durable-write.ts'
import { openSession, type SessionSecret, sealSession } from './seal-session.ts'

const KEY_BYTES = 32
const OTHERS = 0o077

export interface SessionVaultOptions {
  /** `<home>/sessions`. */
  readonly folder: string
  /** Absent: the key file in the folder, made when first needed. */
  readonly passphrase: string | undefined
  readonly clock: Clock
}

/** `<site>.session` sealed, `<site>.json` in the open: when it was saved and whether it still holds. */
export class SessionVault implements SiteSessions {
  readonly #options: SessionVaultOptions
  readonly #opened = new Map<string, StorageState>()
  #secret: SessionSecret | undefined

  constructor(options: SessionVaultOptions) {
    this.#options = options
  }

  async save(siteId: string, state: StorageState, by: string): Promise<SessionStanding> {
    const expiry = lastExpiry(state.cookies)
    const standing = SessionStanding.parse({
      siteId,
      state: 'active',
      savedAt: this.#options.clock.now(),
      savedBy: by,
      ...(expiry !== undefined && { cookiesUntil: new Date(expiry * 1000).toISOString() }),
    })
    const sealed = sealSession(siteId, JSON.stringify(state), this.#theSecret({ make: true }))
    this.#opened.delete(siteId)
    await replaceFile(this.#sealedFile(siteId), Buffer.from(sealed))
    chmodSync(this.#sealedFile(siteId), 0o600)
    await this.#saveStanding(standing)
    return standing
  }

  standing(siteId: string): SessionStanding | undefined {
    const file = this.#standingFile(siteId)
    if (!existsSync(file)) return undefined
    const standing = readStanding(file)
    const { state, cookiesUntil } = standing
    if (state === 'expired' || cookiesUntil === undefined || cookiesUntil > this.#options.clock.now())
      return standing
    return { ...standing, state: 'expired', expiredAt: cookiesUntil, reason: '登录信息已到期' }
  }

  list(): SessionStanding[] {
    const { folder } = this.#options
    if (!existsSync(folder)) return []
    const names = readdirSync(folder).filter((name) => name.endsWith('.json'))
    return names.toSorted().flatMap((name) => this.standing(name.slice(0, -'.json'.length)) ?? [])
  }

  stateOf(siteId: string): StorageState | undefined {
    if (this.standing(siteId)?.state !== 'active') return undefined
    const known = this.#opened.get(siteId)
    if (known) return known
    const file = this.#sealedFile(siteId)
    if (!existsSync(file)) throw new SessionError(`站点 ${siteId} 的会话文件不在了，请重新登录`)
    const plain = openSession(siteId, readFileSync(file, 'utf8'), this.#theSecret({ make: false }))
    const state = StorageState.parse(JSON.parse(plain))
    this.#opened.set(siteId, state)
    return state
  }

  async expire(siteId: string, reason: string): Promise<void> {
    const standing = this.standing(siteId)
    if (!standing || standing.state === 'expired') return
    await this.#saveStanding({ ...standing, state: 'expired', expiredAt: this.#options.clock.now(), reason })
  }

  /** Answers whether there was one. */
  remove(siteId: string): boolean {
    const existed = existsSync(this.#standingFile(siteId)) || existsSync(this.#sealedFile(siteId))
    rmSync(this.#sealedFile(siteId), { force: true })
    rmSync(this.#standingFile(siteId), { force: true })
    this.#opened.delete(siteId)
    return existed
  }

  #theSecret({ make }: { make: boolean }): SessionSecret {
    this.#secret ??= this.#readSecret(make)
    return this.#secret
  }

  #readSecret(make: boolean): SessionSecret {
    const { folder, passphrase } = this.#options
    if (passphrase !== undefined) return { kind: 'passphrase', passphrase }
    const file = path.join(folder, 'key')
    if (!existsSync(file)) {
      if (!make) throw new SessionError(`没有密钥文件 ${file}：从备份恢复它，或重新登录各站点`)
      mkdirSync(folder, { recursive: true, mode: 0o700 })
      writeKey(file)
    }
    // Windows has no such bits; the folder's own rights count there.
    if (process.platform !== 'win32' && (statSync(file).mode & OTHERS) !== 0)
      throw new SessionError(`${file} 能被他人读取：请执行 chmod 600 ${file}`)
    const key = readFileSync(file)
    if (key.length !== KEY_BYTES) throw new SessionError(`${file} 不是密钥文件`)
    return { kind: 'key-file', key }
  }

  async #saveStanding(standing: SessionStanding): Promise<void> {
    await replaceFile(this.#standingFile(standing.siteId), Buffer.from(JSON.stringify(standing)))
  }

  #sealedFile(siteId: string): string {
    return path.join(this.#options.folder, `${siteId}.session`)
  }

  #standingFile(siteId: string): string {
    return path.join(this.#options.folder, `${siteId}.json`)
  }
}

function writeKey(file: string): void {
  writeFileSync(file, randomBytes(KEY_BYTES), { flag: 'wx', mode: 0o600 })
}

function readStanding(file: string): SessionStanding {
  try {
    return SessionStanding.parse(JSON.parse(readFileSync(file, 'utf8')))
  } catch (error) {
    throw new SessionError(`${file} 无法读取：请重新登录该站点`, { cause: error })
  }
}

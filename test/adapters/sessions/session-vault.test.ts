import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openSession, sealSession } from '../../../src/adapters/sessions/seal-session.ts'
import { SessionVault } from '../../../src/adapters/sessions/session-vault.ts'
import { SessionError } from '../../../src/domain/errors.ts'

const state = {
  cookies: [
    {
      name: 'sid',
      value: 'planted-value',
      domain: 'shop.example',
      path: '/',
      expires: Date.parse('2026-12-01T00:00:00Z') / 1000,
      httpOnly: true,
      secure: true,
      sameSite: 'Lax' as const,
    },
  ],
  origins: [],
}

let folder: string
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'qingshao-vault-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const vault = (now: string, passphrase?: string, name = 'a') =>
  new SessionVault({ folder: path.join(folder, name), passphrase, clock: { now: () => now } })
const NOW = '2026-11-28T00:00:00.000Z'

describe('SessionVault', () => {
  it.each([
    ['a key file', undefined],
    ['a passphrase', '一句很长的口令'],
  ])('gives back by %s what was saved', async (_, passphrase) => {
    const name = passphrase === undefined ? 'key' : 'pass'
    await vault(NOW, passphrase, name).save('shop', state, '张三')
    expect(readFileSync(path.join(folder, name, 'shop.session'), 'utf8')).not.toContain('planted-value')
    expect(vault(NOW, passphrase, name).stateOf('shop')).toEqual(state)
    expect(() => vault(NOW, 'another passphrase', name).stateOf('shop')).toThrow(SessionError)
  })

  it('lets a login run out by its cookies or by what the site says, and hands it out no more', async () => {
    await vault(NOW, undefined, 'b').save('shop', state, '张三')
    expect(vault('2026-12-01T00:00:00.001Z', undefined, 'b').standing('shop')?.state).toBe('expired')
    expect(vault('2026-12-01T00:00:00.001Z', undefined, 'b').stateOf('shop')).toBeUndefined()
    const now = vault(NOW, undefined, 'b')
    expect(now.stateOf('shop')).toEqual(state)
    await now.expire('shop', '要求登录')
    expect(now.stateOf('shop')).toBeUndefined()
    expect(vault(NOW, undefined, 'b').list()).toMatchObject([
      { siteId: 'shop', state: 'expired', reason: '要求登录' },
    ])
  })

  it('refuses a key that others can read, and a session laid under another site', async () => {
    const saved = vault(NOW, undefined, 'c')
    await saved.save('shop', state, '张三')
    await saved.save('forum', state, '张三')
    const sealed = readFileSync(path.join(folder, 'c', 'shop.session'))
    rmSync(path.join(folder, 'c', 'forum.session'))
    writeFileSync(path.join(folder, 'c', 'forum.session'), sealed)
    expect(() => vault(NOW, undefined, 'c').stateOf('forum')).toThrow(/属于 shop/)
    chmodSync(path.join(folder, 'c', 'key'), 0o644)
    if (process.platform !== 'win32')
      expect(() => vault(NOW, undefined, 'c').stateOf('shop')).toThrow(/chmod 600/)
  })
})

describe('openSession', () => {
  it('notices every altered byte', () => {
    const secret = { kind: 'key-file' as const, key: new Uint8Array(32).fill(7) }
    const sealed = sealSession('shop', JSON.stringify(state), secret)
    fc.assert(
      fc.property(fc.nat(sealed.length - 1), fc.integer({ min: 33, max: 126 }), (at, code) => {
        const altered = sealed.slice(0, at) + String.fromCharCode(code) + sealed.slice(at + 1)
        if (altered === sealed) return
        // The last character of a Base64 group may hold unused bits: then the bytes are the same.
        try {
          expect(openSession('shop', altered, secret)).toBe(JSON.stringify(state))
        } catch (error) {
          expect(error).toBeInstanceOf(SessionError)
        }
      }),
      { numRuns: 500 },
    )
  })
})

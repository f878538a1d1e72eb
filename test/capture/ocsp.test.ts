import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { verifyPath } from '../../src/adapters/evidence/verify-path.ts'
import { HttpTimestampAuthority } from '../../src/adapters/timestamp/http-timestamp-authority.ts'
import { captureEvidence } from '../../src/capture/capture-evidence.ts'
import { readTrust } from '../../src/capture/check-chain.ts'
import { checkOcsp, ocspRequest, responderOf } from '../../src/capture/ocsp.ts'
import { aCapture, capturePorts, tempFolder } from '../support/evidence-builders.ts'
import { exportBundle } from '../support/sealed-bundle.ts'
import {
  freePort,
  makeResponderCertificate,
  type ResponderOptions,
  startResponder,
  writeIndex,
} from '../support/test-responder.ts'
import { startTestTsa } from '../support/test-tsa.ts'

const LATER = new Date()

async function aTsaWithResponder(options: ResponderOptions = {}) {
  const root = await tempFolder()
  const port = await freePort()
  const responder = `http://127.0.0.1:${port}/`
  const tsa = await startTestTsa(join(root, 'tsa'), { responder })
  writeIndex(tsa.folder, options)
  if (options.signer === 'delegate') makeResponderCertificate(tsa.folder, 'delegate', 'OCSPSigning')
  if (options.signer === 'stranger') makeResponderCertificate(tsa.folder, 'stranger', 'serverAuth')
  const running = await startResponder(tsa.folder, port, options)
  const authority = new HttpTimestampAuthority({
    name: 'demo-tsa',
    url: tsa.url,
    imprint: 'sha256',
    certificatesPem: tsa.caPem,
  })
  const certificate = (name: string) => {
    const { roots, others } = readTrust(readFileSync(join(tsa.folder, name), 'utf8'), 'given')
    return [...roots, ...others][0] ?? expect.fail(name)
  }
  const pair = { leaf: certificate('tsa.pem'), issuer: certificate('ca.pem') }
  const ask = async () => authority.askStatus(responder, await ocspRequest(pair.leaf, pair.issuer))
  const capture = () =>
    captureEvidence(aCapture(), { ...capturePorts(join(root, 'evidence')), authorities: [authority] })
  return { root, tsa, responder, running, pair, ask, capture }
}

describe('the status of the signing certificate', () => {
  it('is asked for with the token, kept beside it, and read by verify and by openssl', async () => {
    const { root, tsa, capture, pair, responder } = await aTsaWithResponder()
    expect(responderOf(pair.leaf)).toBe(responder)
    expect(responderOf(pair.issuer)).toBeUndefined()
    const { path, timestampState } = await capture()
    expect(timestampState).toBe('timestamped')
    const report = await verifyPath(path, { trust: readTrust(tsa.caPem, 'given') })
    expect(report).toMatchObject({ ok: true, tokens: [{ revocation: 'ocsp', roots: 'given' }] })
    expect(JSON.stringify(report)).not.toContain('signing')
    const exported = await exportBundle(path, join(root, 'out'))
    expect(await verifyPath(exported)).toMatchObject({ ok: true, tokens: [{ revocation: 'ocsp' }] })
    const read = ['ocsp', '-respin', join(exported, 'tsa-demo-tsa.ocsp'), '-CAfile', 'ca.pem']
    const told = execFileSync('openssl', [...read, '-issuer', 'ca.pem', '-cert', 'tsa.pem'], {
      cwd: tsa.folder,
      stdio: 'pipe',
    })
    expect(told.toString()).toContain('tsa.pem: good')
  })

  it('takes nothing from the token when the responder is silent', async () => {
    const { capture, running } = await aTsaWithResponder()
    await running.stop()
    const { path, timestampState } = await capture()
    expect(timestampState).toBe('timestamped')
    expect(await verifyPath(path)).toMatchObject({ ok: true, tokens: [{ revocation: 'not-checked' }] })
  })

  it('holds for times before the revocation only', async () => {
    const { ask, pair, capture } = await aTsaWithResponder({ revokedAt: '260101000000Z' })
    const response = await ask()
    const at = (day: string) => checkOcsp({ response, ...pair, at: new Date(day) })
    expect(await at('2025-12-31T00:00:00Z')).toEqual({ isGood: true, problem: undefined })
    expect((await at('2026-01-02T00:00:00Z')).problem).toContain('已被吊销')
    // No such answer is kept with a token of today.
    expect(await verifyPath((await capture()).path)).toMatchObject({
      tokens: [{ revocation: 'not-checked' }],
    })
  })

  it('is believed from the issuer, and from whom the issuer certified for it, and from nobody else', async () => {
    for (const [signer, isGood] of [
      ['delegate', true],
      ['stranger', false],
    ] as const) {
      const { ask, pair } = await aTsaWithResponder({ signer })
      const answer = await checkOcsp({ response: await ask(), ...pair, at: LATER })
      expect(answer.isGood, `${signer} ${answer.problem}`).toBe(isGood)
    }
  })

  it('is not believed when it is about another certificate, older than the token, or changed', async () => {
    const { ask, pair, tsa } = await aTsaWithResponder()
    const response = await ask()
    expect((await checkOcsp({ response, ...pair, at: LATER })).isGood).toBe(true)
    const nextYear = new Date(LATER.getTime() + 365 * 86_400_000)
    expect((await checkOcsp({ response, ...pair, at: nextYear })).problem).toContain('已过期')
    makeResponderCertificate(tsa.folder, 'other', 'timeStamping')
    const other = readTrust(await readFile(join(tsa.folder, 'other.pem'), 'utf8'), 'given').others[0]
    const about = await checkOcsp({ response, leaf: other ?? expect.fail(), issuer: pair.issuer, at: LATER })
    expect(about.problem).toContain('不是关于这张证书的')
    // Its signed part and the signature. What is wrapped around them says nothing, and the log has its hash.
    for (let at = 40; at < 440; at += 7) {
      const changed = Uint8Array.from(response)
      changed[at] = (changed[at] ?? 0) ^ 0x10
      expect((await checkOcsp({ response: changed, ...pair, at: LATER })).isGood, `byte ${at}`).toBe(false)
    }
    for (const bytes of [new Uint8Array(), response.subarray(0, 40), new Uint8Array(100_000)])
      expect((await checkOcsp({ response: bytes, ...pair, at: LATER })).isGood).toBe(false)
  })
})

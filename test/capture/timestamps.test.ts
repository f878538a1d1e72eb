import { execFileSync } from 'node:child_process'
import { chmod, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FolderBundleStore } from '../../src/adapters/evidence/folder-bundle-store.ts'
import { verifyPath } from '../../src/adapters/evidence/verify-path.ts'
import { HttpTimestampAuthority } from '../../src/adapters/timestamp/http-timestamp-authority.ts'
import { captureEvidence } from '../../src/capture/capture-evidence.ts'
import { readTrust } from '../../src/capture/check-chain.ts'
import { checkToken } from '../../src/capture/check-token.ts'
import { readCustody } from '../../src/capture/custody.ts'
import { sha256Hex, sm3Hex } from '../../src/capture/hashing.ts'
import { stampBundle } from '../../src/capture/stamp-bundle.ts'
import { timestampQuery } from '../../src/capture/timestamp-query.ts'
import { aBundle, aCapture, capturePorts, fixedClock, tempFolder } from '../support/evidence-builders.ts'
import { makeTsaFiles, opensslReply, startTestTsa, type TestTsa, type TsaFault } from '../support/test-tsa.ts'

function authorityOf(tsa: TestTsa, name: string, imprint: 'sha256' | 'sm3' = 'sha256') {
  const { url, caPem: certificatesPem } = tsa
  return new HttpTimestampAuthority({ name, url, imprint, certificatesPem, timeoutMs: 1500, restMs: 0 })
}

async function custodyOf(path: string) {
  return readCustody(await readFile(join(path, 'custody.jsonl'), 'utf8')).entries
}

describe('a bundle sealed with two authorities', () => {
  it('holds a token of each over its manifest, one with an SM3 imprint, which openssl accepts', async () => {
    const root = await tempFolder()
    const tsa = await startTestTsa(join(root, 'tsa'))
    const authorities = [authorityOf(tsa, 'first'), authorityOf(tsa, 'guomi', 'sm3')]
    const ports = { ...capturePorts(join(root, 'evidence')), authorities }
    const ref = await captureEvidence(aCapture(), ports)

    expect(ref.timestampState).toBe('timestamped')
    const report = await verifyPath(ref.path)
    expect(report).toMatchObject({ ok: true, problems: [], timestampState: 'timestamped' })
    expect(report.tokens.map(({ path, imprint, roots }) => [path, imprint, roots])).toEqual([
      ['timestamps/first.tsr', 'sha256', 'bundled'],
      ['timestamps/guomi.tsr', 'sm3', 'bundled'],
    ])
    expect(report.tokens[0]?.authority).toContain('Test TSA')
    expect(report.notes.join()).toContain('根证书取自证据包')
    expect((await custodyOf(ref.path)).map(({ action }) => action)).toEqual([
      'captured',
      'sealed',
      'timestamped',
      'timestamped',
    ])
    for (const name of ['first', 'guomi']) {
      const files = [
        '-data',
        'manifest.json',
        '-in',
        `timestamps/${name}.tsr`,
        '-CAfile',
        `timestamps/${name}.pem`,
      ]
      const said = execFileSync('openssl', ['ts', '-verify', ...files], {
        cwd: ref.path,
        encoding: 'utf8',
        stdio: 'pipe',
      })
      expect(said).toContain('Verification: OK')
    }
  })

  it('takes tokens signed with an elliptic curve key', async () => {
    const root = await tempFolder()
    const tsa = await startTestTsa(join(root, 'tsa'), { key: 'ec' })
    const ref = await captureEvidence(aCapture(), {
      ...capturePorts(join(root, 'e')),
      authorities: [authorityOf(tsa, 'ec')],
    })
    expect(await verifyPath(ref.path)).toMatchObject({ ok: true, timestampState: 'timestamped' })
  })

  it('is checked against the roots that the verifier brings, when given, and against no other', async () => {
    const root = await tempFolder()
    const tsa = await startTestTsa(join(root, 'tsa'))
    makeTsaFiles(join(root, 'stranger'))
    const strangerPem = await readFile(join(root, 'stranger/ca.pem'), 'utf8')
    const { path } = await captureEvidence(aCapture(), {
      ...capturePorts(join(root, 'e')),
      authorities: [authorityOf(tsa, 'first')],
    })
    const own = await verifyPath(path, { trust: readTrust(tsa.caPem, 'given') })
    expect(own).toMatchObject({ ok: true, tokens: [{ roots: 'given' }] })
    expect(own.notes.join()).not.toContain('根证书')
    const other = await verifyPath(path, { trust: readTrust(strangerPem, 'given') })
    expect(other.problems).toMatchObject([
      { path: 'timestamps/first.tsr', problem: expect.stringContaining('不能通到根证书') },
    ])
  })
})

describe('an authority that fails', () => {
  it.each<TsaFault>(['status-500', 'hang', 'html', 'other-imprint', 'endless'])(
    'leaves the bundle sound and marked untimestamped (%s); a later attempt mends it',
    async (fault) => {
      const root = await tempFolder()
      const tsa = await startTestTsa(join(root, 'tsa'))
      tsa.fault = fault
      const ports = { ...capturePorts(join(root, 'evidence')), authorities: [authorityOf(tsa, 'first')] }
      const ref = await captureEvidence(aCapture(), ports)
      expect(ref.timestampState).toBe('untimestamped')
      expect(await verifyPath(ref.path)).toMatchObject({
        ok: true,
        timestampState: 'untimestamped',
        tokens: [],
      })
      expect((await custodyOf(ref.path)).at(-1)).toMatchObject({ action: 'timestamp-failed' })

      // A second failure is told by the state, not by another line.
      const again = await stampBundle(ref.path, ref, await custodyOf(ref.path), ports)
      expect(again).toMatchObject({ state: 'untimestamped', failures: [{ authority: 'first' }] })
      expect(await custodyOf(ref.path)).toHaveLength(3)

      tsa.fault = 'none'
      const mended = await stampBundle(ref.path, ref, await custodyOf(ref.path), ports)
      expect(mended).toMatchObject({ state: 'timestamped', failures: [] })
      expect(await verifyPath(ref.path)).toMatchObject({
        ok: true,
        timestampState: 'timestamped',
        custodyEntries: 4,
      })
    },
  )

  it('does not take an old answer for a new one', async () => {
    const root = await tempFolder()
    const tsa = await startTestTsa(join(root, 'tsa'))
    const ports = { ...capturePorts(join(root, 'evidence')), authorities: [authorityOf(tsa, 'first')] }
    await captureEvidence(aCapture(), ports)
    tsa.fault = 'replay'
    const ref = await captureEvidence(aCapture(), ports)
    expect(ref.timestampState).toBe('untimestamped')
  })

  it('is left alone for a while, so that a night of captures does not wait for it each time', async () => {
    const root = await tempFolder()
    const tsa = await startTestTsa(join(root, 'tsa'))
    tsa.fault = 'status-500'
    let now = 0
    const { url, caPem: certificatesPem } = tsa
    const limits = { restMs: 60_000, elapsed: () => now }
    const authority = new HttpTimestampAuthority({
      name: 'a',
      url,
      imprint: 'sha256',
      certificatesPem,
      ...limits,
    })
    const ports = { ...capturePorts(join(root, 'evidence')), authorities: [authority] }
    await captureEvidence(aCapture(), ports)
    await captureEvidence(aCapture(), ports)
    expect(tsa.queries).toBe(1)
    now = 60_001
    await captureEvidence(aCapture(), ports)
    expect(tsa.queries).toBe(2)
  })

  it('is marked as one of two when the other answered', async () => {
    const root = await tempFolder()
    const good = await startTestTsa(join(root, 'good'))
    const bad = await startTestTsa(join(root, 'bad'))
    bad.fault = 'status-500'
    const authorities = [authorityOf(good, 'good'), authorityOf(bad, 'bad')]
    const ref = await captureEvidence(aCapture(), { ...capturePorts(join(root, 'e')), authorities })
    expect(ref.timestampState).toBe('partly-timestamped')
  })
})

describe('an authority configured later', () => {
  it('can stamp a bundle of before; the log announces it first', async () => {
    const root = await tempFolder()
    const tsa = await startTestTsa(join(root, 'tsa'))
    const ref = await aBundle(join(root, 'evidence'))
    expect(ref.timestampState).toBe('not-configured')
    const ports = { ...capturePorts(join(root, 'evidence')), authorities: [authorityOf(tsa, 'late')] }
    expect(await stampBundle(ref.path, ref, await custodyOf(ref.path), ports)).toMatchObject({
      state: 'timestamped',
    })
    const report = await verifyPath(ref.path)
    expect(report).toMatchObject({ ok: true, timestampState: 'timestamped', tokens: [{ roots: 'bundled' }] })
    // The capture of the test is of 2026-11-22, the token of today.
    expect(report.notes.join()).toMatch(/晚于采集|早于本机登记/)
  })

  it('when killed between file and line leaves a bundle that verifies, and finishes the next time', async () => {
    const root = await tempFolder()
    const tsa = await startTestTsa(join(root, 'tsa'))
    const ref = await aBundle(join(root, 'evidence'))
    const store = new FolderBundleStore(join(root, 'evidence'))
    const killed = { appendAct: store.appendAct.bind(store), put: store.put.bind(store) }
    const ports = {
      ...capturePorts(join(root, 'evidence')),
      authorities: [authorityOf(tsa, 'late')],
      store: {
        ...killed,
        attach: async (_path: string, _act: unknown, files: ReadonlyMap<string, Uint8Array>) => {
          await execFileSync('mkdir', ['-p', join(ref.path, 'timestamps')])
          for (const [path, bytes] of files) await writeFile(join(ref.path, path), bytes)
          throw new Error('killed')
        },
      },
    }
    await expect(stampBundle(ref.path, ref, await custodyOf(ref.path), ports)).rejects.toThrow('killed')
    const between = await verifyPath(ref.path)
    expect(between).toMatchObject({ ok: true, timestampState: 'untimestamped' })
    expect(between.notes.join()).toContain('尚未登记')

    // What was announced is no licence: the file must be a token over this manifest, or the chain that was announced.
    for (const file of ['timestamps/late.tsr', 'timestamps/late.pem']) {
      const bytes = await readFile(join(ref.path, file))
      await writeFile(join(ref.path, file), Buffer.concat([bytes, Buffer.from('\n')]))
      expect((await verifyPath(ref.path)).problems.map(({ path }) => path)).toContain(file)
      await writeFile(join(ref.path, file), bytes)
    }
    await stampBundle(ref.path, ref, await custodyOf(ref.path), { ...ports, store })
    expect(await verifyPath(ref.path)).toMatchObject({
      ok: true,
      timestampState: 'timestamped',
      custodyEntries: 4,
    })
  })
})

describe('checkToken', () => {
  const hashes = { sha256: sha256Hex('stamped'), sm3: sm3Hex('stamped') }

  async function aToken() {
    const folder = join(await tempFolder(), 'tsa')
    makeTsaFiles(folder)
    const query = timestampQuery({ algorithm: 'sha256', imprint: hashes.sha256, nonce: new Uint8Array(8) })
    const trust = readTrust(await readFile(join(folder, 'ca.pem'), 'utf8'), 'given')
    return { folder, response: await opensslReply(folder, query, 'q'), trust }
  }

  it('never throws and never accepts a response with a changed byte in what is signed', async () => {
    const { response, trust } = await aToken()
    expect((await checkToken({ response, hashes, trust })).problems).toEqual([])
    await fc.assert(
      fc.asyncProperty(fc.nat(response.length - 1), fc.integer({ min: 1, max: 255 }), async (at, change) => {
        const crafted = Buffer.from(response)
        crafted[at] = (crafted[at] ?? 0) ^ change
        const { problems, genTime, imprint } = await checkToken({ response: crafted, hashes, trust })
        // A byte outside what is signed (the free text of the status, tags that mean the same) may be read over,
        // but then what the token says is what it said before.
        if (problems.length === 0) {
          const before = await checkToken({ response, hashes, trust })
          expect({ genTime, imprint }).toEqual({ genTime: before.genTime, imprint: before.imprint })
        }
      }),
      { numRuns: 300 },
    )
  })

  it('never throws on bytes that are no token', async () => {
    const { trust } = await aToken()
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 400 }), async (response) => {
        expect((await checkToken({ response, hashes, trust })).problems).not.toEqual([])
      }),
    )
    const nested = Buffer.concat(Array.from({ length: 60_000 }, () => Buffer.from([0x30, 0x80])))
    expect((await checkToken({ response: nested, hashes, trust })).problems).toHaveLength(1)
  })

  it('refuses a certificate that is not for time stamps only, one revoked before, and counts a list that says nothing', async () => {
    const { folder, response, trust } = await aToken()
    const openssl = (...args: string[]) => execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' })
    await writeFile(join(folder, 'index.txt'), '')
    await writeFile(
      join(folder, 'ca.cnf'),
      '[ca]\ndefault_ca=d\n[d]\ndatabase=index.txt\ndefault_md=sha256\ndefault_crl_days=30\n',
    )
    const list = () => {
      openssl(
        'ca',
        '-config',
        'ca.cnf',
        '-gencrl',
        '-keyfile',
        'ca.key',
        '-cert',
        'ca.pem',
        '-out',
        'crl.pem',
      )
      return readFile(join(folder, 'crl.pem'), 'utf8')
    }
    const ca = await readFile(join(folder, 'ca.pem'), 'utf8')
    const clean = await checkToken({ response, hashes, trust: readTrust(ca + (await list()), 'given') })
    expect(clean).toMatchObject({ problems: [], revocation: 'crl' })

    openssl('ca', '-config', 'ca.cnf', '-revoke', 'tsa.pem', '-keyfile', 'ca.key', '-cert', 'ca.pem')
    // Revoked an hour ago: before the token.
    const index = (await readFile(join(folder, 'index.txt'), 'utf8')).split('\t')
    index[2] = new Date(Date.now() - 3_600_000).toISOString().replace(/^20|[-:T]|\.\d+/g, '')
    await writeFile(join(folder, 'index.txt'), index.join('\t'))
    const revoked = await checkToken({ response, hashes, trust: readTrust(ca + (await list()), 'given') })
    expect(revoked.problems.join()).toContain('已被吊销')

    await writeFile(
      join(folder, 'tsa.ext'),
      'basicConstraints=CA:FALSE\nextendedKeyUsage=critical,timeStamping,serverAuth\n',
    )
    const by = [
      '-CA',
      'ca.pem',
      '-CAkey',
      'ca.key',
      '-CAcreateserial',
      '-days',
      '3650',
      '-extfile',
      'tsa.ext',
    ]
    openssl('x509', '-req', '-in', 'tsa.csr', '-out', 'tsa.pem', ...by)
    const query = timestampQuery({ algorithm: 'sha256', imprint: hashes.sha256, nonce: new Uint8Array(8) })
    const reply = await opensslReply(folder, query, 'q2').catch(() => undefined)
    // openssl itself may refuse to sign with such a certificate.
    if (reply)
      expect((await checkToken({ response: reply, hashes, trust })).problems.join()).toContain(
        '不是专用于时间戳',
      )
  })

  it('says so when there is no root to check against', async () => {
    const { response } = await aToken()
    const trust = { source: 'bundled', roots: [], others: [], revocations: [] } as const
    expect(await checkToken({ response, hashes, trust })).toMatchObject({
      roots: 'none',
      problems: ['没有可用的根证书，证书链未能核验'],
    })
  })
})

describe('the custody log of a stamped bundle', () => {
  it('cannot lose its last line', async () => {
    const root = await tempFolder()
    const tsa = await startTestTsa(join(root, 'tsa'))
    const ports = {
      ...capturePorts(join(root, 'e')),
      authorities: [authorityOf(tsa, 'a')],
      clock: fixedClock(),
    }
    const { path } = await captureEvidence(aCapture(), ports)
    const log = join(path, 'custody.jsonl')
    const lines = (await readFile(log, 'utf8')).trimEnd().split('\n')
    await chmod(log, 0o644)
    for (const at of lines.keys()) {
      await writeFile(
        log,
        lines
          .toSpliced(at, 1)
          .map((line) => `${line}\n`)
          .join(''),
      )
      expect(
        (await verifyPath(path)).problems.map((each) => each.path),
        `line ${at}`,
      ).toContain('custody.jsonl')
    }
  })
})

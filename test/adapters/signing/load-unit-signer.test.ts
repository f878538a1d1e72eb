import { execFileSync } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { sm2 } from 'sm-crypto'
import { describe, expect, it } from 'vitest'
import { verifyPath } from '../../../src/adapters/evidence/verify-path.ts'
import { loadUnitSigner } from '../../../src/adapters/signing/load-unit-signer.ts'
import { captureEvidence } from '../../../src/capture/capture-evidence.ts'
import { checkSignature } from '../../../src/capture/check-signature.ts'
import { DefinitionError } from '../../../src/domain/errors.ts'
import { aCapture, capturePorts, tempFolder } from '../../support/evidence-builders.ts'

const SM2_OPTIONS = ['-rawin', '-digest', 'sm3', '-pkeyopt', 'distid:1234567812345678']

async function withOpenssl() {
  const folder = await tempFolder()
  const openssl = (...args: string[]) =>
    execFileSync('openssl', args, { cwd: folder, encoding: 'utf8', stdio: 'pipe' })
  return { folder, openssl, key: join(folder, 'unit.key') }
}

describe('loadUnitSigner with an SM2 key', () => {
  it('signs what openssl accepts, and what openssl signed is accepted', async () => {
    const { folder, openssl, key } = await withOpenssl()
    openssl('genpkey', '-algorithm', 'SM2', '-out', 'unit.key')
    const signer = loadUnitSigner({ key })
    const message = Buffer.from('{"evidenceId":"E1"}\n')
    await writeFile(join(folder, 'message'), message)
    await writeFile(join(folder, 'unit.pub'), signer.publicPem)
    await writeFile(join(folder, 'ours.sig'), signer.sign(message))
    const check = ['-in', 'message', '-sigfile', 'ours.sig', ...SM2_OPTIONS]
    expect(openssl('pkeyutl', '-verify', '-pubin', '-inkey', 'unit.pub', ...check)).toContain(
      'Verified Successfully',
    )
    expect(openssl('pkey', '-in', 'unit.key', '-pubout')).toBe(signer.publicPem)

    openssl('pkeyutl', '-sign', '-inkey', 'unit.key', '-in', 'message', '-out', 'theirs.sig', ...SM2_OPTIONS)
    const theirs = await readFile(join(folder, 'theirs.sig'))
    expect(await checkSignature(message, theirs, signer.publicPem)).toMatchObject({
      algorithm: 'SM2-SM3',
      problems: [],
    })
    expect((await checkSignature(Buffer.from('other'), theirs, signer.publicPem)).problems).toEqual([
      '证据清单的签名不符',
    ])
  })

  it('reads SEC 1 files with parameters before the key, as the older tools write them', async () => {
    const { openssl, key } = await withOpenssl()
    openssl('ecparam', '-name', 'SM2', '-genkey', '-out', 'unit.key')
    const signer = loadUnitSigner({ key })
    const message = Buffer.from('m')
    expect((await checkSignature(message, signer.sign(message), signer.publicPem)).problems).toEqual([])
  })

  it('agrees with the example of GM/T 0003.5', () => {
    const point =
      '0409f9df311e5421a150dd7d161e4bc5c672179fad1833fc076bb08ff356f35020ccea490ce26775a52dc6ea718cc1aa600aed05fbf35e084a6632f6072da9ad13'
    const signature =
      'f5a03b0648d2c4630eeac513e1bb81a15944da3827d5b74143ac7eaceee720b3b1b6aa29df212fd8763182bc0d421ca1bb9038fd1f7f42d4840b69c485bbc1aa'
    expect(sm2.doVerifySignature('message digest', signature, point, { hash: true })).toBe(true)
  })
})

describe('loadUnitSigner with an X.509 key', () => {
  it.each([
    ['RSA-SHA256', ['-newkey', 'rsa:2048']],
    ['ECDSA-SHA256', ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256']],
  ])(
    'keeps the certificate in the bundle and %s verifies, with openssl as well',
    async (algorithm, newKey) => {
      const { folder, openssl, key } = await withOpenssl()
      const names = ['-keyout', 'unit.key', '-out', 'unit.pem', '-subj', '/C=CN/O=Demo Unit', '-days', '30']
      openssl('req', '-x509', ...newKey, '-nodes', ...names)
      const signer = loadUnitSigner({ key, certificate: join(folder, 'unit.pem') })
      const { path } = await captureEvidence(aCapture(), {
        ...capturePorts(join(folder, 'evidence')),
        signer,
      })
      const report = await verifyPath(path)
      expect(report).toMatchObject({ ok: true, signatures: [{ algorithm, path: 'signatures/manifest.sig' }] })
      expect(report.signatures[0]?.signer).toContain('Demo Unit')
      await writeFile(
        join(folder, 'unit.pub'),
        openssl('x509', '-in', join(path, 'signatures/signer.pem'), '-pubkey', '-noout'),
      )
      const files = ['-signature', join(path, 'signatures/manifest.sig'), join(path, 'manifest.json')]
      expect(openssl('dgst', '-sha256', '-verify', 'unit.pub', ...files)).toContain('Verified OK')
    },
  )

  it('refuses what cannot sign: other curves, other files, a certificate of another key', async () => {
    const { folder, openssl, key } = await withOpenssl()
    openssl('genpkey', '-algorithm', 'ED25519', '-out', 'unit.key')
    expect(() => loadUnitSigner({ key })).toThrow(DefinitionError)
    await writeFile(key, 'no key')
    expect(() => loadUnitSigner({ key })).toThrow(/不是可用的签名私钥/)
    expect(() => loadUnitSigner({ key: join(folder, 'absent') })).toThrow(DefinitionError)
    const self = ['-subj', '/CN=x', '-days', '30', '-nodes']
    openssl('req', '-x509', '-newkey', 'rsa:2048', '-keyout', 'a.key', '-out', 'a.pem', ...self)
    openssl('genpkey', '-algorithm', 'RSA', '-out', 'unit.key')
    expect(() => loadUnitSigner({ key, certificate: join(folder, 'a.pem') })).toThrow('不是一对')
    openssl('genpkey', '-algorithm', 'SM2', '-out', 'unit.key')
    expect(() => loadUnitSigner({ key, certificate: join(folder, 'a.pem') })).toThrow('不是一对')
  })
})

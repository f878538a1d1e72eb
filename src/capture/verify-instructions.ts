import type { Manifest } from '../domain/evidence.ts'

export interface InstructionsInput {
  readonly manifest: Manifest
  readonly manifestSha256: string
  readonly manifestSm3: string
  /** Name of the WACZ. */
  readonly archive: string
  /** Tokens, chains, signature and key beside it. */
  readonly sidecars: readonly string[]
}

/** VERIFY.txt, in Chinese and English: needs openssl and unzip, and no program of ours. */
export function verifyInstructions(input: InstructionsInput): string {
  const { archive, manifest } = input
  const example = manifest.files[0]?.path ?? ''
  return `核验说明 / HOW TO VERIFY
证据编号 / Evidence: ${manifest.evidenceId}
采集时间 / Captured: ${manifest.capturedAt} (UTC)

只需要 openssl 和 unzip，不需要联网。在本文件夹中打开命令行，依次运行：
Only openssl and unzip are needed, and no network. Run these in this folder:

1. 全部文件的散列值 / Hashes of all files
   sha256sum -c ${archive}.sha256
   openssl dgst -sha256 ${archive}
   openssl dgst -sm3 ${archive}
   结果应与 ${archive}.sha256、${archive}.sm3 所列相同。
   The results must equal those listed in ${archive}.sha256 and ${archive}.sm3.

2. 证据清单 / The manifest
   unzip ${archive} -d evidence
   openssl dgst -sha256 evidence/manifest.json
   openssl dgst -sm3 evidence/manifest.json
   应为 / must be:
   SHA-256 ${input.manifestSha256}
   SM3     ${input.manifestSm3}

3. 各个文件 / Each file
   openssl dgst -sha256 evidence/${example}
   openssl dgst -sm3 evidence/${example}
   应与 manifest.json 中该文件的 sha256、sm3 相同；对清单所列的每个文件照此办理。
   Must equal sha256 and sm3 of that file in manifest.json; do so for every file listed.

${timestampPart(input)}
${signaturePart(input)}
6. 保管链 / Chain of custody
   evidence/custody.jsonl 每行一条记录；每条的 prev 等于上一条的 hash，末行的 head 等于最后一条的 hash。
   Each line of evidence/custody.jsonl is one act; its prev is the hash of the line before, and head in the
   last line is the hash of the last act.

7. 回放 / Replay
   ${archive} 是 WACZ 1.1.1 格式，可在 ReplayWeb.page 等程序中打开。
   ${archive} is WACZ 1.1.1 and opens in ReplayWeb.page and other programs.

核验通过说明什么 / What this shows
   文件自固定后未变（固定后的完整性）；有时间戳的，证据清单在时间戳的时刻已经存在。
   The files have not changed since capture (integrity since capture); with a time stamp, the manifest existed
   at the time in the stamp.
核验通过不说明什么 / What it does not show
   网站在采集时确实向公众展示了同样的内容；页面所述属实；发布者的身份；时间戳之前没有发生过改动。
   随本文件夹提供的根证书和公钥须另行与其机构公布的比对。
   That the site showed the same to the public; that the page tells the truth; who published it; that nothing was
   changed before the time stamp. Compare the root certificate and the public key in this folder with those that
   their owners publish.
`
}

function timestampPart({ sidecars }: InstructionsInput): string {
  const tokens = sidecars.filter((name) => name.endsWith('.tsr'))
  const title = '4. 时间戳（RFC 3161） / Time stamps (RFC 3161)'
  if (tokens.length === 0)
    return `${title}
   本证据没有第三方时间戳，采集时间只有本机时钟为凭。
   There is no third-party time stamp: the time of capture rests on the capturing machine's clock alone.
`
  const commands = tokens.map((token) => {
    const chain = token.replace(/tsr$/, 'pem')
    return `   openssl ts -verify -data evidence/manifest.json -in ${token} -CAfile ${chain}
   openssl ts -reply -in ${token} -text`
  })
  return `${title}
${commands.join('\n')}
   第一条应显示 Verification: OK，第二条显示时刻（Time stamp）。
   The first must say “Verification: OK”; the second shows the time.
`
}

function signaturePart({ sidecars }: InstructionsInput): string {
  const title = '5. 本单位的签名 / Signature of the unit'
  if (!sidecars.includes('manifest.sig')) return `${title}\n   没有。 / None.\n`
  return `${title}
   signer.pem 是证书的，先取出公钥 / if signer.pem is a certificate, take the key out of it first:
   openssl x509 -in signer.pem -pubkey -noout -out signer.pub        （否则 / else: cp signer.pem signer.pub）
   SM2:
   openssl pkeyutl -verify -pubin -inkey signer.pub -rawin -digest sm3 -pkeyopt distid:1234567812345678 -in evidence/manifest.json -sigfile manifest.sig
   RSA, ECDSA:
   openssl dgst -sha256 -verify signer.pub -signature manifest.sig evidence/manifest.json
`
}

import { TIMESTAMP_STATE_LABEL, type TokenReport, type VerifyReport } from '../domain/evidence.ts'
import type { BundleCheck } from './verify-bundle.ts'

export function verifyReport(path: string, kind: VerifyReport['kind'], check: BundleCheck): VerifyReport {
  return {
    path,
    kind,
    ok: check.problems.length === 0,
    evidenceIds: check.manifest ? [check.manifest.evidenceId] : [],
    filesChecked: check.filesChecked,
    custodyEntries: check.custody.length,
    ...(check.manifest?.merkleRoot ? { merkleRoot: check.manifest.merkleRoot } : {}),
    timestampState: check.timestampState,
    tokens: [...check.tokens],
    signatures: [...check.signatures],
    problems: [...check.problems],
    notes: [...check.notes],
  }
}

/** The report for a person to read, in Chinese. */
export function describeReport(report: VerifyReport): string {
  const { ok, path, filesChecked, custodyEntries, problems, notes, merkleRoot } = report
  if (report.kind === 'tombstone')
    return [
      `${ok ? '已删除' : '已删除，但记录不完整'}  ${path}：留有 ${custodyEntries} 条保管记录`,
      ...problems.map((entry) => `  ${entry.path}：${entry.problem}`),
      ...notes.map((note) => `  ${note}`),
    ].join('\n')
  const head = ok
    ? `完整  ${path}：${filesChecked} 个文件、${custodyEntries} 条保管记录，固定后未变`
    : `不完整  ${path}：${problems.length} 处问题`
  return [
    head,
    ...problems.map((entry) => `  ${entry.path}：${entry.problem}`),
    ...(merkleRoot ? [`  默克尔根 ${merkleRoot}`] : []),
    `  时间戳 ${TIMESTAMP_STATE_LABEL[report.timestampState]}`,
    ...report.tokens.map(describeToken),
    ...report.signatures.map(
      ({ algorithm, signer, keySha256 }) =>
        `  签名 ${algorithm ?? '无法读取'}，${signer ?? '签名人见公钥'}，公钥 SHA-256 ${keySha256 ?? '无法读取'}`,
    ),
    ...notes.map((note) => `  注意 ${note}`),
  ].join('\n')
}

const ROOTS_LABEL: Record<TokenReport['roots'], string> = {
  given: '所给的根证书',
  bundled: '证据包内的根证书',
  none: '没有根证书',
}

const REVOCATION_LABEL: Record<TokenReport['revocation'], string> = {
  crl: '已查吊销列表',
  ocsp: '已查签名证书状态（OCSP）',
  'not-checked': '未查吊销',
}

function describeToken(token: TokenReport): string {
  const { path, authority = '未知', genTime = '未知', imprint = '未知', secondsAfterCapture, roots } = token
  const late = secondsAfterCapture === undefined ? '' : `，采集后 ${secondsAfterCapture} 秒`
  const revoked = REVOCATION_LABEL[token.revocation]
  return `  ${path}：${genTime}（UTC）${late}，${authority}，摘要 ${imprint}，按${ROOTS_LABEL[roots]}核验，${revoked}`
}

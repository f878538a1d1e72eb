import { sha256Hex } from './hashing.ts'
import { findHeadEnd, readWarc, type StoredRecord } from './read-warc.ts'

export interface WarcCheck {
  readonly records: readonly StoredRecord[]
  /** In Chinese; empty when the file is sound. */
  readonly problems: readonly string[]
}

/** Reads a .warc.gz to its last byte and recomputes block and payload digests. */
export function checkWarc(packed: Uint8Array): WarcCheck {
  try {
    const records = readWarc(packed)
    const problems = records.flatMap((record, index) => {
      const problem = record.problem ?? digestProblem(record)
      return problem ? [`WARC 第 ${index + 1} 条记录${problem}`] : []
    })
    if (records.length === 0) problems.push('WARC 文件没有记录')
    return { records, problems }
  } catch (error) {
    if (error instanceof RangeError) return { records: [], problems: [`WARC ${error.message}`] }
    throw error
  }
}

function digestProblem({ headers, block }: StoredRecord): string | null {
  if (!headers.get('warc-type') || !headers.get('warc-record-id')) return '缺少类型或编号'
  if (headers.get('warc-block-digest') !== `sha256:${sha256Hex(block)}`) return '内容散列值不符'
  if (!headers.get('content-type')?.startsWith('application/http')) return null
  const bodyAt = findHeadEnd(block)
  if (bodyAt < 0) return '缺少 HTTP 头部'
  const payload = block.subarray(bodyAt + 4)
  return headers.get('warc-payload-digest') === `sha256:${sha256Hex(payload)}` ? null : '载荷散列值不符'
}

import { readFileSync, statSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { InputError } from '../../domain/errors.ts'

/** Beyond this a file is not a feed that a person hands in; a bomb in a .gz ends here too. */
const MAX_BYTES = 1_000_000_000

/**
 * A file the operator named, `.gz` unpacked; `-` is stdin.
 * @throws {InputError} one sentence: what, where, why.
 */
export function readInput(file: string): Buffer {
  const bytes = readBytes(file)
  if (!/\.gz$/i.test(file)) return bytes
  try {
    return gunzipSync(bytes, { maxOutputLength: MAX_BYTES })
  } catch (error) {
    throw new InputError(`${file} 不是完整的 gzip 文件，或展开后过大`, { cause: error })
  }
}

function readBytes(file: string): Buffer {
  try {
    if (file !== '-') refuseUnreadable(file)
    return readFileSync(file === '-' ? 0 : file)
  } catch (error) {
    if (error instanceof InputError) throw error
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error)
    throw new InputError(`不能读取 ${file}：${REASONS[code] ?? code}`, { cause: error })
  }
}

const REASONS: Readonly<Record<string, string>> = { ENOENT: '文件不存在', EACCES: '没有读取权限' }

function refuseUnreadable(file: string): void {
  const stats = statSync(file)
  if (stats.isDirectory()) throw new InputError(`${file} 是文件夹，这里需要文件`)
  if (stats.size > MAX_BYTES) throw new InputError(`${file} 超过 ${MAX_BYTES / 1e6} MB`)
}

import { accessSync, constants, mkdirSync } from 'node:fs'
import { StorageError } from '../../domain/errors.ts'

/** @throws {StorageError} when the folder cannot be made or written. */
export function ensureFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true })
    accessSync(folder, constants.W_OK)
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error)
    throw new StorageError(`不能写入文件夹 ${folder}（${code}）：检查磁盘空间与权限，或用 --home 指定别处`, {
      cause: error,
    })
  }
}

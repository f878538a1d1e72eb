import { InputError } from '../domain/errors.ts'

/** The value of `--samples`. @throws {InputError} */
export function toCount(text: string): number {
  if (!/^\d{1,4}$/.test(text)) throw new InputError('--samples 要一个 0 到 9999 的整数')
  return Number(text)
}

import { InputError } from '../domain/errors.ts'

/** The value of `--samples`. @throws {InputError} */
export function toCount(text: string): number {
  if (!/^\d{1,4}$/.test(text)) throw new InputError('--samples 要一个 0 到 9999 的整数')
  return Number(text)
}

/** The value of a flag that takes a whole number above zero. @throws {InputError} */
export function toPositive(flag: string, text: string | undefined, otherwise: number): number {
  if (text === undefined) return otherwise
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InputError(`${flag} 应为正整数`)
  return Number(text)
}

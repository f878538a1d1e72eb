export interface Quota {
  readonly limitBytes: number
  readonly warnAtPercent: number
}

export type QuotaState = 'none' | 'ok' | 'warn' | 'full'

export function quotaState(usedBytes: number, quota: Quota | undefined): QuotaState {
  if (!quota) return 'none'
  if (usedBytes >= quota.limitBytes) return 'full'
  return usedBytes * 100 >= quota.limitBytes * quota.warnAtPercent ? 'warn' : 'ok'
}

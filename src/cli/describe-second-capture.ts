import { beijingTime } from '../domain/beijing-time.ts'
import { COMPARISON_LABEL, type SecondCapture } from '../domain/comparison.ts'

const MAX_QUOTED = 40

/** One attempt at a second capture, and under it a line a difference. */
export function describeSecondCapture({
  leadId,
  at,
  outcome,
  reason,
  evidence,
  comparison,
}: SecondCapture): string[] {
  if (outcome === 'unknown' || !evidence || !comparison)
    return [`${leadId}  第二次采集 ${beijingTime(at)}  未能完成：${reason}`]
  const { fields, text } = comparison
  return [
    `${leadId}  第二次采集 ${beijingTime(at)}  ${COMPARISON_LABEL[outcome]}  ${evidence.path}`,
    ...fields.map(({ field, before, after }) => `  ${field} ${quote(before)} → ${quote(after)}`),
    ...(text.removed.length + text.added.length > 0
      ? [`  页面文字：减少 ${text.removed.length} 行，增加 ${text.added.length} 行，见 comparison.json`]
      : []),
  ]
}

function quote(text: string | null): string {
  if (text === null) return '（无）'
  return text.length > MAX_QUOTED ? `「${text.slice(0, MAX_QUOTED)}…」` : `「${text}」`
}

import type { LabelledLead } from '../domain/labelled-listing.ts'
import type { HalfReport } from '../jobs/evaluate-clustering.ts'

const HALF_LABEL: Record<LabelledLead['half'], string> = { tune: '调参的一半', 'held-out': '留出的一半' }

export function describeClustering(reports: readonly HalfReport[], withErrors: boolean): string {
  return reports.flatMap((report) => [figures(report), ...(withErrors ? errors(report) : [])]).join('\n')
}

function figures({ half, leads, sellers, right, joined, labelled, precision, recall }: HalfReport): string {
  return [
    `${HALF_LABEL[half]}：${leads} 条线索，其中多条线索的卖家 ${sellers} 个`,
    `  精确率 ${share(precision)}（并到一组的 ${joined} 对中 ${right} 对正确）`,
    `  召回率 ${share(recall)}（应并的 ${labelled} 对中 ${right} 对已并）`,
  ].join('\n')
}

function errors({ joinedWrongly, split }: HalfReport): string[] {
  const named = (rows: readonly LabelledLead[]) =>
    rows.map(({ id, cluster, title }) => `${id}[${cluster}] ${title.slice(0, 20)}`).join('；')
  return [
    ...joinedWrongly.map((rows) => `  并错：${named(rows)}`),
    ...split.map((rows) => `  漏并：${named(rows)}`),
  ]
}

function share(value: number | undefined): string {
  return value === undefined ? '无' : `${(value * 100).toFixed(1)}%`
}

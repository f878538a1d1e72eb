import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { gunzipSync } from 'node:zlib'
import { type Assessment, isFlagged } from '../../src/domain/assessment.ts'
import { type Masker, maskerFor } from '../../src/domain/mask-contacts.ts'
import { feedToListing, parseTitles } from '../../src/extract/parse-feed.ts'
import { judge, type Pipeline } from '../../src/pipeline.ts'

/** Real lines under one heading, nearly all innocent. */
export interface RealSource {
  readonly name: string
  readonly files: readonly string[]
}

export const REAL_SOURCES: readonly RealSource[] = [
  { name: 'titles', files: ['product_listings', 'secondhand_listings', 'ner_ecommerce_titles'] },
  { name: 'reviews', files: ['jd_taobao_reviews_10cats'] },
]

export interface FlaggedLine {
  /** Names the line in `real-lines-explained.yml`. */
  readonly key: string
  readonly text: string
  readonly mask: Masker
  readonly assessment: Assessment
}

export interface RealLines {
  readonly source: RealSource
  readonly lines: number
  /** Highest score first. */
  readonly flagged: readonly FlaggedLine[]
}

/** Undefined where a file of the source is absent. */
export function readRealLines(
  source: RealSource,
  folder: string,
  definitions: Pick<Pipeline, 'lexicon' | 'policy'>,
): RealLines | undefined {
  const paths = source.files.map((file) => path.join(folder, `${file}.txt.gz`))
  if (!paths.every((file) => existsSync(file))) return undefined
  const flagged: FlaggedLine[] = []
  let lines = 0
  for (const [index, file] of paths.entries()) {
    const { rows } = parseTitles(gunzipSync(readFileSync(file)).toString('utf8'))
    lines += rows.length
    for (const { value } of rows) {
      const listing = feedToListing(value, source.files[index] as string)
      const assessment = judge(listing, definitions)
      if (!isFlagged(assessment)) continue
      flagged.push({
        key: keyOf(value.title),
        text: value.title,
        mask: maskerFor(listing),
        assessment,
      })
    }
  }
  flagged.sort((a, b) => b.assessment.score - a.assessment.score || (a.key < b.key ? -1 : 1))
  return { source, lines, flagged }
}

/** By content, so that an explanation outlives a change of order; the letter keeps YAML from reading a number. */
export function keyOf(text: string): string {
  return `L${createHash('sha256').update(text).digest('hex').slice(0, 10)}`
}

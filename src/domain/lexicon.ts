import { z } from 'zod'
import { Category, Evasion, SignalKind } from './vocabulary.ts'

export const TermKind = z.enum([
  /** A taxon or group: 穿山甲. Needs a cue of trade or of a product before it counts. */
  'species',
  /** A product or part that has no innocent reading of its own: 象牙手串, 虎骨酒. */
  'product',
  /** A hunting or fishing tool. */
  'gear',
  /** Trade slang. Never decides alone. */
  'code-word',
  /** Words around a good: selling, shipping, denying, reporting. Carries a `signal`. */
  'context',
  /** A claim about lawfulness: 有证, 专用标识. Carries a `signal`. */
  'claim',
  /** An innocent phrase that covers a term: 象牙白. */
  'benign',
])
export type TermKind = z.infer<typeof TermKind>
export const TERM_KIND_LABEL: Readonly<Record<TermKind, string>> = {
  species: '物种词',
  product: '制品词',
  gear: '工具词',
  'code-word': '暗语',
  context: '旁证用语',
  claim: '声称用语',
  benign: '无害用语',
}

export const TermStatus = z.enum(['experimental', 'test', 'stable', 'deprecated'])
export type TermStatus = z.infer<typeof TermStatus>

const TermFields = {
  /** Text as written plainly in simplified Chinese, or a Latin word. */
  text: z.string().min(1).max(40),
  kind: TermKind,
  category: Category.default('none'),
  signal: SignalKind.optional(),
  /** Chinese name of the taxon as in data/taxa, when one is meant. */
  taxon: z.string().max(60).optional(),
  /** 0–100: how strongly the term alone speaks for an unlawful offer. */
  weight: z.int().min(0).max(100),
  /** Signals of which at least one must stand in the listing before the term counts. */
  needs: z.array(SignalKind).default([]),
  /** Spellings seen in the field, each with the evasion it is. */
  variants: z.array(z.strictObject({ text: z.string().min(1).max(40), evasion: Evasion })).default([]),
  /** Evasions that may be undone for this term. Absent: the matcher's default for its kind and length. */
  evasions: z.array(Evasion).optional(),
  /** Texts in which the term must be found, and texts in which it must not; `keywords test` runs them. */
  examples: z
    .strictObject({
      hits: z.array(z.string().min(1).max(200)).default([]),
      misses: z.array(z.string().min(1).max(200)).default([]),
    })
    .optional(),
  status: TermStatus,
  source: z.string().min(2),
  date: z.iso.date(),
  note: z.string().optional(),
}

/** One thing that is looked for. */
export const Term = z.strictObject({
  /** Permanent, dotted: `product.ivory`, `gear.fish.electric`. */
  id: z.string().regex(/^[a-z0-9]+(?:[.-][a-z0-9]+)*$/),
  ...TermFields,
})
export type Term = z.infer<typeof Term>

/**
 * A file under keywords/: `defaults` are laid under each of `terms`, so that a term can be one line.
 * A term is complete (see Term) once its file's defaults are under it.
 */
export const LexiconFile = z.strictObject({
  defaults: z
    .strictObject({
      kind: TermFields.kind,
      category: Category,
      signal: SignalKind,
      taxon: z.string(),
      weight: TermFields.weight,
      needs: z.array(SignalKind),
      evasions: z.array(Evasion),
      status: TermStatus,
      source: TermFields.source,
      date: TermFields.date,
    })
    .partial()
    .default({}),
  terms: z.array(z.record(z.string(), z.unknown())),
})
export type LexiconFile = z.infer<typeof LexiconFile>

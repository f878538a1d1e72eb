import { z } from 'zod'
import { ReferralKind } from '../domain/referral.ts'
import { Agency } from '../domain/vocabulary.ts'

/** Facts that a template may name. */
export const LETTER_FACTS = [
  'count',
  'categories',
  'acceptWithin',
  'feedbackWithin',
  'sender',
  'recipient',
] as const
export type LetterFacts = Record<(typeof LETTER_FACTS)[number], string>

const Wording = z
  .string()
  .min(2)
  .max(2000)
  .superRefine((text, context) => {
    for (const [, name = ''] of text.matchAll(/\{([^}]*)\}/g))
      if (!(LETTER_FACTS as readonly string[]).includes(name))
        context.addIssue({
          code: 'custom',
          message: `{${name}} 不是已知的内容：可用 ${LETTER_FACTS.join('、')}`,
        })
  })

  // YAML joins folded lines with a space, which Chinese does not have.
  .transform((text) =>
    text.replaceAll(/(?<=[\u3000-\u9fff\uff00-\uffef]) (?=[\u3000-\u9fff\uff00-\uffef])/g, ''),
  )

const Letter = z.strictObject({
  title: Wording,
  opening: Wording,
  facts: Wording,
  basis: Wording,
  evidence: Wording,
  feedback: Wording,
  closing: Wording,
  checklist: z.array(Wording).default([]),
  checklistSource: z.string().optional(),
})

/** To a platform, to clean up; to a body elsewhere, to help; to whoever reported, what came of it. */
export const NoticeKind = z.enum(['platform', 'assistance', 'reply'])
export type NoticeKind = z.infer<typeof NoticeKind>
const Notice = z.strictObject({ title: Wording, opening: Wording, feedback: Wording, basis: Wording })

/** data/referrals/letters.yml: the words of a letter; its facts come from the leads. */
export const Letters = z.strictObject({
  letters: z.record(ReferralKind, Letter),
  notices: z.record(NoticeKind, Notice),
  agencies: z.record(Agency, Wording),
})
export type Letters = z.infer<typeof Letters>

export function fill(wording: string, facts: LetterFacts): string {
  return wording.replaceAll(/\{([^}]*)\}/g, (_, name: keyof LetterFacts) => facts[name])
}

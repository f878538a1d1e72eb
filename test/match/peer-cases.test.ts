import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { aMatcher } from './match-support.ts'

/** Cases from the suites and threads of other matchers; kept outside the project because of their licences. */
const SHARED = process.env.QINGSHAO_SHARED ?? path.resolve(import.meta.dirname, '../../../shared')
const FILE = path.join(SHARED, 'cases', 'peer_cases.jsonl')

const PeerCase = z.object({
  text: z.string(),
  terms: z.array(z.string()),
  expect_found: z.array(z.string()),
  source: z.string(),
  tag: z.string(),
  note: z.string().optional(),
})
type PeerCase = z.infer<typeof PeerCase>

/** Cases whose answer here is another one on purpose, with the reason. */
const DIFFERENT: Readonly<Record<string, string>> = {
  'noise: 傻@#￥%逼': 'four signs in one gap; three are looked through',
  'noise-digit: 傻1逼': 'a digit is no noise',
  'case: http://ToolGood.com': 'http:// is a term of the case and stands in the text',
  'boundary: A10021003吃饭': 'a letter beside a digit is a word, as in 1av2',
  'noise: 新型财富密码就是大喊“我[爱中]国”么？': 'every bracket is noise, so 我爱中国 is there too',
  'pinyin-mix: BJ': 'initials count only beside a character of the term',
  'pinyin-mix: 北Ji': 'half a syllable is no pinyin',
  'pinyin-mix: Sdong': 'no character of the term is left',
  'fail-link: ABCDE': 'Latin terms are whole words',
  'case: XSHER': 'Latin terms are whole words',
  'overlap: xsher': 'Latin terms are whole words',
  'overlap: abccab': 'Latin terms are whole words',
  'allow: 我有一个大麻烦': 'no allow-list is given, and one cut word does not disprove a plain term',
}

const cases = existsSync(FILE) ? readFileSync(FILE, 'utf8').trim().split('\n').map(parseCase) : []

describe.skipIf(cases.length === 0)('matchListing on the cases of its peers (skipped where absent)', () => {
  it.each(cases.map((peer) => [`${peer.tag}: ${peer.text}`, peer] as const))('%s', (name, peer) => {
    const expected = [...peer.expect_found].sort()
    // A listed difference that has gone away is taken off the list.
    if (Object.hasOwn(DIFFERENT, name)) expect(foundIn(peer)).not.toEqual(expected)
    else expect(foundIn(peer)).toEqual(expected)
  })
})

function parseCase(line: string): PeerCase {
  return PeerCase.parse(JSON.parse(line))
}

/** The allow-list of a case stands in its note. */
function foundIn({ text, terms, note }: PeerCase): string[] {
  const allowed = /allow-list:? (\S+?)(?:;|$)/.exec(note ?? '')?.[1]
  const match = aMatcher(...terms, ...(allowed ? [{ text: allowed, kind: 'benign' as const }] : []))
  const found = match(text).matches.map(({ termId }) => terms[Number(termId.slice(2))] ?? '')
  return [...new Set(found)].sort()
}

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

/** Texts whose answer here is another one on purpose, with the reason. */
const DIFFERENT: Readonly<Record<string, string>> = {
  'ⒻⒻⒻfⓤuⓤ⒰cⓒ⒦ the bad words': 'repeated letters are not drawn together: it loses words that hold repeats',
  'asssert allll': 'repeated letters',
  'zgasssert aallll': 'repeated letters',
  fFuck: 'repeated letters',
  '傻@#￥%逼': 'four signs in one gap; three are looked through',
  傻1逼: 'a digit is no noise',
  'http://ToolGood.com': 'http:// is a term of the case and stands in the text',
  A10021003吃饭: 'a letter beside a digit is a word, as in 1av2',
  '新型财富密码就是大喊“我[爱中]国”么？': 'every bracket is noise, so 我爱中国 is there too',
  BJ: 'initials count only beside a character of the term',
  北J: 'an initial in a word of two characters needs words of trade nearby',
  北Ji: 'half a syllable is no pinyin',
  Sdong: 'no character of the term is left',
  S东: 'an initial in a word of two characters needs words of trade nearby',
  ABCDE: 'Latin terms are whole words',
  XSHER: 'Latin terms are whole words',
  xsher: 'Latin terms are whole words',
  abccab: 'Latin terms are whole words',
  我有一个大麻烦: 'no allow-list is given, and one cut word is not enough to disbelieve a plain term',
}

describe.skipIf(!existsSync(FILE))(
  'matchListing on the cases of its peers (skipped where they are absent)',
  () => {
    const cases = existsSync(FILE)
      ? readFileSync(FILE, 'utf8')
          .trim()
          .split('\n')
          .map((line) => PeerCase.parse(JSON.parse(line)))
      : []

    it.each(cases.map((each) => [each.tag, each.text, each] as const))('%s: %s', (_, text, peer) => {
      const different = Object.hasOwn(DIFFERENT, text)
      const agrees = JSON.stringify(foundIn(peer)) === JSON.stringify([...peer.expect_found].sort())
      expect(agrees, `${foundIn(peer).join(' ')} instead of ${peer.expect_found.join(' ')}`).toBe(!different)
    })

    function foundIn({ text, terms, note }: z.infer<typeof PeerCase>): string[] {
      const allowed = /allow-list:? (\S+?)(?:;|$)/.exec(note ?? '')?.[1]
      const match = aMatcher(...terms, ...(allowed ? [{ text: allowed, kind: 'benign' as const }] : []))
      const found = match(text).matches.map(({ termId }) => terms[Number(termId.slice(2))] ?? '')
      return [...new Set(found)].sort()
    }
  },
)

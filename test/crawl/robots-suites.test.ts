import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parseRobots } from '../../src/crawl/robots-file.ts'
import { SHARED, unless } from '../support/shared-folder.ts'

const FOLDER = resolve(SHARED, 'real/suites')
const isThere = existsSync(resolve(FOLDER, 'google_robotstxt.jsonl'))

interface GoogleCase {
  readonly input: { readonly robots_txt: string; readonly user_agent: string; readonly url: string }
  readonly expected: boolean
  readonly test: string
}

interface RobotsParserCase {
  readonly input: {
    readonly robots_url: string
    readonly robots_txt: string
    readonly user_agent: string | null
  }
  readonly expected: { readonly allowed: readonly string[]; readonly disallowed: readonly string[] }
  readonly test: string
}

function suite<T>(name: string): T[] {
  return readFileSync(resolve(FOLDER, name), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as T)
}

/** What is compared: Google's function takes URLs that are none, and does not escape them. */
function pathOf(url: string): string {
  const found = /^(?:https?:\/\/[^/?;#]*)?([/?;][^#]*)?/.exec(url)?.[1] ?? '/'
  return found.startsWith('/') ? found : `/${found}`
}

function isAllowed(text: string, agent: string, url: string): boolean {
  return parseRobots(Buffer.from(text)).judge(pathOf(url), agent).allowed
}

/** The file of one block, and what it is asked where the collection has that of another block too. */
interface Block {
  readonly text: string
  readonly url?: string
}
const block = (...rules: readonly string[]): Block => ({ text: ['user-agent: FooBot', ...rules].join('\n') })
const only = (...rules: readonly string[]): Block => block('disallow: /', ...rules)
const times = (count: number, one: Block): Block[] => Array.from({ length: count }, () => one)

/**
 * In five tests of the original each block has a file of its own; the collection gives all cases of such a test the file
 * (and in three cases the URL) of the last block, and some of them then contradict each other. Here are the files of the
 * blocks, one for each case in order.
 */
const BLOCKS: Readonly<Record<string, readonly Block[]>> = {
  ID_LongestMatch: [
    ...times(2, block('allow: /x/page.html', 'disallow: /x/')),
    block('disallow:', 'allow:'),
    block('disallow: /', 'allow: /'),
    ...times(2, block('disallow: /x', 'allow: /x/')),
    block('disallow: /x/page.html', 'allow: /x/page.html'),
    ...times(2, block('allow: /page', 'disallow: /*.html')),
    block('allow: /x/page.', 'disallow: /*.html'),
    { text: 'user-agent: *\ndisallow: /x/\nuser-agent: FooBot\ndisallow: /y/' },
  ],
  ID_Encoding: [
    only('allow: /foo/bar/ツ'),
    only('allow: /foo/bar/%E3%83%84'),
    ...times(2, only('allow: /foo/bar/%62%61%7A')),
  ],
  ID_SpecialCharacters: [
    ...times(4, block('disallow: /foo/bar/quz', 'allow: /foo/*/qux')),
    ...times(3, block('disallow: /foo/bar$', 'allow: /foo/bar/qux')),
    ...times(2, block('# disallow: /', 'disallow: /foo/quz#qux', 'allow: /')),
  ],
  GoogleOnly_LineTooLong: [block(`disallow: /x/${'a'.repeat(2083 * 8)}/qux`)],
  GoogleOnly_DocumentationChecks: [
    ...times(7, only('allow: /fish')),
    ...times(6, only('allow: /fish*')),
    ...times(6, only('allow: /fish/')),
    ...times(7, only('allow: /*.php')),
    ...times(7, only('allow: /*.php$')),
    ...times(3, only('allow: /fish*.php')),
    { ...only('allow: /p'), url: 'http://example.com/page' },
    { ...block('allow: /folder', 'disallow: /folder'), url: 'http://example.com/folder/page' },
    { ...block('allow: /page', 'disallow: /*.htm'), url: 'http://example.com/page.htm' },
    ...times(2, only('allow: /$')),
  ],
}

function paired(cases: readonly GoogleCase[]): GoogleCase['input'][] {
  const seen = new Map<string, number>()
  return cases.map(({ test, input }) => {
    const place = seen.get(test) ?? 0
    seen.set(test, place + 1)
    const own = BLOCKS[test]?.[place]
    return own === undefined ? input : { ...input, robots_txt: own.text, url: own.url ?? input.url }
  })
}

/** Of robots-parser's cases: the file in the collection is not the one of the original, where line ends and a template were computed. */
const MANGLED: ReadonlySet<string> = new Set([
  'should parse lines delimitated by mixed line endings',
  'should handle lone high / low surrogates',
  'should handle large wildcards efficiently',
])

describe.skipIf(!isThere)(`other projects' robots.txt cases${unless(isThere)}`, () => {
  it('answers all of Google’s cases, each with the file of its own block', () => {
    const cases = suite<GoogleCase>('google_robotstxt.jsonl')
    const passes = ({ robots_txt: text, user_agent: agent, url }: GoogleCase['input'], expected: boolean) =>
      isAllowed(text, agent, url) === expected
    const asGiven = cases.filter(({ input, expected }) => passes(input, expected))
    const own = paired(cases)
    const failed = cases.filter(({ expected }, index) => !passes(own[index] as GoogleCase['input'], expected))
    console.log(
      `google/robotstxt: ${cases.length - failed.length} of ${cases.length}; ${asGiven.length} with the files as collected`,
    )
    expect(failed).toEqual([])
  })

  it('answers robots-parser’s cases about the origin that the file is of', () => {
    const cases = suite<RobotsParserCase>('robots_parser_js.jsonl').filter(({ test }) => !MANGLED.has(test))
    const failed = cases.filter(({ input, expected }) => {
      const { origin } = new URL(input.robots_url)
      // RobotsTxt asks every origin for its own file.
      const here = (urls: readonly string[]) => urls.filter((url) => URL.parse(url)?.origin === origin)
      const allows = (url: string) => isAllowed(input.robots_txt, input.user_agent ?? 'anybot', url)
      return !here(expected.allowed).every(allows) || here(expected.disallowed).some(allows)
    })
    console.log(
      `robots-parser: ${cases.length - failed.length} of ${cases.length}; ${MANGLED.size} left out as mangled`,
    )
    expect(cases).toHaveLength(9)
    expect(failed).toEqual([])
  })
})

import { createRequire } from 'node:module'
import type { Term } from '../../src/domain/lexicon.ts'
import type { Evasion } from '../../src/domain/vocabulary.ts'
import type { BenchTerm } from './sample-lexicons.ts'

export interface Engine {
  /** Number of hits in a line, as the engine counts them. */
  scan(line: string): number
  /** Terms that stand in the line as they are, after the engine. */
  find(line: string): string[]
  /** What the engine compiled, where its tables can be walked. */
  readonly tables?: unknown
}

export type Build = (terms: readonly BenchTerm[]) => Engine

export interface EngineEntry {
  readonly name: string
  readonly isPeer: boolean
  /** Lexicons above this size are known not to end. */
  readonly largest?: number
  /** Imports the engine, so that a process holds no other one. */
  readonly load: () => Promise<Build>
}

const FOLDS: readonly Evasion[] = ['noise', 'zero-width', 'fullwidth', 'traditional', 'variant-glyph']

export const ENGINES: readonly EngineEntry[] = [
  { name: 'qingshao exact', isPeer: false, load: () => loadQingshao([]) },
  { name: 'qingshao exact + noise', isPeer: false, load: () => loadQingshao(FOLDS) },
  { name: 'qingshao all evasions', isPeer: false, load: () => loadQingshao(undefined) },
  { name: '@monyone/aho-corasick/fast', isPeer: true, load: loadMonyone },
  { name: 'fastscan', isPeer: true, load: loadFastscan },
  { name: 'sensitive-word-tool', isPeer: true, load: loadSensitiveWordTool },
  { name: 'mint-filter', isPeer: true, load: loadMintFilter },
  { name: 'V8 RegExp alternation', isPeer: false, largest: 5000, load: loadRegExp },
]

async function loadQingshao(evasions: readonly Evasion[] | undefined): Promise<Build> {
  const { compileLexicon } = await import('../../src/match/compile-lexicon.ts')
  const { matchListing } = await import('../../src/match/match-listing.ts')
  return (terms) => {
    const textOf = new Map(terms.map(({ text }, index) => [idOf(index), text]))
    const lexicon = compileLexicon(terms.map((term, index) => toTerm(term, index, evasions)))
    const match = (body: string) => matchListing({ title: '', body }, lexicon).matches
    return {
      scan: (line) => match(line).length,
      find: (line) =>
        match(line)
          // A code word is slang in any spelling.
          .filter((found) => found.evasions.every((evasion) => evasion === 'slang'))
          .map(({ termId }) => textOf.get(termId) ?? ''),
      tables: lexicon,
    }
  }
}

function idOf(index: number): string {
  return `bench.${index}`
}

function toTerm({ text, kind }: BenchTerm, index: number, evasions: readonly Evasion[] | undefined): Term {
  const term: Term = {
    id: idOf(index),
    text,
    kind,
    category: 'none',
    weight: 50,
    needs: [],
    variants: [],
    status: 'stable',
    source: 'bench',
    date: '2026-01-01',
  }
  return evasions ? { ...term, evasions: [...evasions] } : term
}

async function loadMonyone(): Promise<Build> {
  const { AhoCorasick } = await import('@monyone/aho-corasick/fast')
  return (terms) => {
    const automaton = new AhoCorasick(textsOf(terms))
    return {
      scan: (line) => automaton.matchInText(line).length,
      find: (line) => automaton.matchInText(line).map(({ keyword }) => keyword),
    }
  }
}

interface FastScanner {
  search(text: string): [start: number, word: string][]
}

async function loadFastscan(): Promise<Build> {
  // No types, and its export is the class itself.
  const Scanner = createRequire(import.meta.url)('fastscan') as new (words: string[]) => FastScanner
  return (terms) => {
    const scanner = new Scanner(textsOf(terms))
    return {
      scan: (line) => scanner.search(line).length,
      find: (line) => scanner.search(line).map(([, word]) => word),
    }
  }
}

async function loadSensitiveWordTool(): Promise<Build> {
  const { SensitiveWordTool } = await import('sensitive-word-tool')
  return (terms) => {
    // One character that no text has turns its noise skipping off: peers are compared on exact matching.
    const tool = new SensitiveWordTool({ wordList: textsOf(terms), noiseWords: '\u{e000}' })
    return { scan: (line) => tool.match(line).length, find: (line) => tool.match(line) }
  }
}

async function loadMintFilter(): Promise<Build> {
  const { Mint } = await import('mint-filter')
  return (terms) => {
    const mint = new Mint(textsOf(terms))
    const words = (line: string) => mint.filter(line, { replace: false }).words
    return { scan: (line) => words(line).length, find: words }
  }
}

const SYNTAX = /[$()*+./?[\\\]^{|}]/g

async function loadRegExp(): Promise<Build> {
  return (terms) => {
    const longestFirst = textsOf(terms).sort((a, b) => b.length - a.length)
    const pattern = new RegExp(longestFirst.map((text) => text.replace(SYNTAX, '\\$&')).join('|'), 'g')
    // V8 compiles a pattern when it is first used.
    pattern.test('虎')
    pattern.lastIndex = 0
    const find = (line: string) => line.match(pattern) ?? []
    return { scan: (line) => find(line).length, find }
  }
}

function textsOf(terms: readonly BenchTerm[]): string[] {
  return terms.map(({ text }) => text)
}

import { setTimeout as sleep } from 'node:timers/promises'
import { Command } from 'commander'
import { beijingTime } from '../../domain/beijing-time.ts'
import type { Term } from '../../domain/lexicon.ts'
import type { CompiledLexicon } from '../../match/compile-lexicon.ts'
import { lintLexicon } from '../../match/lint-lexicon.ts'
import { matchListing } from '../../match/match-listing.ts'
import { compareTerms, describeChange, type TermChanges } from '../compare-terms.ts'
import { describeMatches } from '../describe-matches.ts'
import type { Exit } from '../exit.ts'
import { EXIT } from '../exit-codes.ts'
import type { Services } from '../services.ts'

/** More lines than this push what matters off the screen. */
const SHOWN_CHANGES = 20

/** The analyst's loop: save a keyword file, see what it changed, what is wrong with it, and what texts now match. */
export function keywordsWatchCommand(services: Services, exit: Exit): Command {
  return new Command('watch')
    .description('监视词库文件：每次保存后报告增删改与错误，并试读给出的文字')
    .option(
      '--try <文字>',
      '每次换用词库后，看这段文字命中什么；可重复',
      (text, texts) => [...texts, text],
      [] as string[],
    )
    .action(async (flags: { try: string[] }) => {
      const { signal, io } = services
      const report = new WatchReport(services, flags.try)
      const watch = services.watchLexicon(report)
      io.err(`监视 ${watch.folders.join('、')}\n按 Ctrl-C 结束。`)
      while (!signal.aborted) await sleep(3_600_000, undefined, { signal }).catch(() => {})
      await watch.close()
      exit(EXIT.ok)
    })
}

class WatchReport {
  readonly #services: Services
  readonly #texts: readonly string[]
  #terms: readonly Term[] | undefined

  constructor(services: Services, texts: readonly string[]) {
    this.#services = services
    this.#texts = texts
  }

  onSwap(lexicon: CompiledLexicon, how: { elapsedMs: number; fromCache: boolean }): void {
    const terms = lexicon.terms.map(({ term }) => term)
    const changes = this.#terms && compareTerms(this.#terms, terms)
    this.#terms = terms
    const took = `${(how.elapsedMs / 1000).toFixed(2)} 秒${how.fromCache ? '，取自缓存' : ''}`
    this.#say([
      `${changes ? countsOf(changes) : '已读入'}：共 ${terms.length} 个词条（${took}）`,
      ...(changes ? [...changeLines(changes), ...lintLines(changes, terms, lexicon)] : []),
      ...this.#texts.flatMap((text) => tryLines(text, lexicon)),
    ])
  }

  onProblem(message: string): void {
    const state = this.#terms ? '仍用改动前的词库' : '还没有可用的词库'
    this.#say([`词库有误，${state}：`, ...indented(message)])
  }

  #say([first = '', ...rest]: string[]): void {
    const clock = beijingTime(this.#services.clock.now()).slice(11)
    this.#services.io.out([`${clock} ${first}`, ...rest].join('\n'))
  }
}

function countsOf({ added, changed, removed }: TermChanges): string {
  if (added.length + changed.length + removed.length === 0) return '词条没有变化'
  return `新增 ${added.length}，改动 ${changed.length}，删除或停用 ${removed.length}`
}

function changeLines({ added, changed, removed }: TermChanges): string[] {
  const lines = [
    ...added.map((term) => `  + ${nameOf(term)}`),
    ...changed.map((change) => `  ~ ${nameOf(change.after)} ${describeChange(change)}`),
    ...removed.map((term) => `  - ${nameOf(term)}`),
  ]
  const more = lines.length - SHOWN_CHANGES
  return more > 0 ? [...lines.slice(0, SHOWN_CHANGES), `  另有 ${more} 处`] : lines
}

/** Only of what was touched: `keywords lint` says the rest. */
function lintLines(
  { added, changed }: TermChanges,
  terms: readonly Term[],
  lexicon: CompiledLexicon,
): string[] {
  const touched = new Set([...added, ...changed.map(({ after }) => after)].map(({ id }) => id))
  if (touched.size === 0) return []
  return lintLexicon(terms, lexicon)
    .filter(({ termId }) => touched.has(termId))
    .slice(0, SHOWN_CHANGES)
    .map(({ termId, problem }) => `  ! ${termId}：${problem}`)
}

function tryLines(text: string, lexicon: CompiledLexicon): string[] {
  return [
    `试读「${text}」`,
    ...indented(describeMatches(matchListing({ title: text, body: '' }, lexicon), lexicon)),
  ]
}

function indented(text: string): string[] {
  return text.split('\n').map((line) => `  ${line}`)
}

function nameOf({ id, text }: Term): string {
  return `${id}「${text}」`
}

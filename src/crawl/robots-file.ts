/** Which groups of a file speak to a crawler, and what they say. Nothing here touches the network. */
export interface RobotsFile {
  /**
   * What the file says to the agent about a path (path and query, percent-encoded, from `/`).
   * `agent` is a product token: letters, `-` and `_`.
   */
  judge(path: string, agent: string): RobotsVerdict
  /** The longest pause that the agent's groups ask for, in seconds. Undefined when they name none. */
  crawlDelaySeconds(agent: string): number | undefined
  /** As written in the file, whatever group they stand in. */
  readonly sitemaps: readonly string[]
}

export interface RobotsVerdict {
  readonly allowed: boolean
  /** Of the rule that decided, from 1. Absent when no rule speaks of the path. */
  readonly line?: number
  /** The rule as written: `Disallow: /private`. */
  readonly rule?: string
}

interface Rule {
  readonly line: number
  readonly allow: boolean
  /** Escapes in upper case, bytes beyond ASCII escaped. */
  readonly pattern: string
  readonly text: string
}

interface Group {
  /** In lower case. */
  readonly agents: Set<string>
  isGlobal: boolean
  readonly rules: Rule[]
  crawlDelaySeconds: number | undefined
}

/** RFC 9309 2.5: at least 500 KiB must be read; the rest is dropped. */
const MAX_BYTES = 512_000
/** A line is cut here, as Google's parser does: eight times the longest URL that browsers take. */
const MAX_LINE = 2083 * 8 - 1
const MAX_SITEMAPS = 1000

/** Names are known by how they begin. Spellings that webmasters get wrong are taken as they were meant. */
const FIELDS: readonly (readonly [field: Field, ...beginnings: string[]])[] = [
  ['agent', 'user-agent', 'useragent', 'user agent'],
  ['allow', 'allow'],
  ['disallow', 'disallow', 'dissallow', 'dissalow', 'disalow', 'diasllow', 'disallaw'],
  ['sitemap', 'sitemap', 'site-map'],
  ['crawl-delay', 'crawl-delay', 'crawldelay'],
]
type Field = 'agent' | 'allow' | 'disallow' | 'sitemap' | 'crawl-delay'

interface Line {
  readonly field: Field
  readonly value: string
  /** From 1. */
  readonly line: number
}

/**
 * Reads a robots.txt as RFC 9309 and Google's parser do: groups of the same agent are one, what stands before any group
 * and lines that mean nothing are passed over. Any bytes will do; a page that is no robots.txt has no rules.
 */
export function parseRobots(body: Uint8Array): RobotsFile {
  const lines = [...fieldsOf(body)]
  const groups = groupLines(lines)
  const sitemaps = lines.filter(({ field }) => field === 'sitemap').slice(0, MAX_SITEMAPS)
  return {
    sitemaps: sitemaps.map(({ value }) => asUtf8(value)),
    judge: (path, agent) => judge(groupsFor(groups, agent), path),
    crawlDelaySeconds: (agent) => longest(groupsFor(groups, agent)),
  }
}

function groupLines(lines: readonly Line[]): Group[] {
  const groups: Group[] = []
  for (const line of lines) {
    let group = groups.at(-1)
    if (line.field === 'agent') {
      // A rule ends the list of agents; other lines between two of them do not.
      if (group === undefined || group.rules.length > 0) {
        group = newGroup()
        groups.push(group)
      }
      addAgent(group, line.value)
    } else if (group !== undefined) {
      addRule(group, line)
    }
  }
  return groups
}

function* fieldsOf(body: Uint8Array): Generator<Line> {
  // One character a byte: what encoding a path is in only the server knows.
  const text = Buffer.from(body.subarray(0, MAX_BYTES)).toString('latin1')
  // The mark, or what is left of it.
  const lines = text.replace(/^\xEF(?:\xBB\xBF?)?/, '').split(/\r\n|\r|\n/)
  for (const [index, long] of lines.entries()) {
    const parsed = parseLine(long.slice(0, MAX_LINE))
    if (parsed !== undefined) yield { ...parsed, line: index + 1 }
  }
}

/** `name: value`; where the colon was forgotten, `name value` and no more. */
function parseLine(raw: string): { field: Field; value: string } | undefined {
  const line = trim(raw.split('#', 1)[0] ?? '')
  const parts = line.includes(':')
    ? splitAt(line, line.indexOf(':'))
    : /^(\S+)[ \t]+(\S+)$/.exec(line)?.slice(1)
  const [name = '', value = ''] = parts ?? []
  const key = trim(name).toLowerCase()
  const field = FIELDS.find(([, ...beginnings]) => beginnings.some((beginning) => key.startsWith(beginning)))
  return field && { field: field[0], value: trim(value) }
}

function splitAt(text: string, index: number): [string, string] {
  return [text.slice(0, index), text.slice(index + 1)]
}

/** ASCII only: `trim` would take bytes of GBK and UTF-8 for spaces. */
function trim(text: string): string {
  return text.replace(/^[\t\n\v\f\r ]+/, '').replace(/[\t\n\v\f\r ]+$/, '')
}

function newGroup(): Group {
  return { agents: new Set(), isGlobal: false, rules: [], crawlDelaySeconds: undefined }
}

function addAgent(group: Group, value: string): void {
  if (/^\*(?:\s|$)/.test(value)) group.isGlobal = true
  else group.agents.add((/^[A-Za-z_-]*/.exec(value)?.[0] ?? '').toLowerCase())
}

function addRule(group: Group, { field, value, line }: Line): void {
  if (field === 'crawl-delay') {
    const seconds = Number.parseFloat(value)
    if (seconds >= 0) group.crawlDelaySeconds = Math.max(seconds, group.crawlDelaySeconds ?? 0)
  } else if (field === 'allow' || field === 'disallow') {
    const text = `${field === 'allow' ? 'Allow' : 'Disallow'}: ${asUtf8(value).slice(0, 200)}`
    group.rules.push({ line, allow: field === 'allow', pattern: escapePattern(value), text })
  }
}

/** `%aa` becomes `%AA`, bytes beyond ASCII are escaped; nothing is decoded, or `%2F` would become a slash. */
function escapePattern(value: string): string {
  return value
    .replace(/%[0-9A-Fa-f]{2}/g, (hex) => hex.toUpperCase())
    .replace(/[\x80-\xff]/g, (byte) => `%${byte.charCodeAt(0).toString(16).toUpperCase()}`)
}

/** Groups that name the agent, all of them together; where none does, those for everybody. */
function groupsFor(groups: readonly Group[], agent: string): Group[] {
  const own = groups.filter(({ agents }) => agents.has(agent.toLowerCase()))
  return own.length > 0 ? own : groups.filter(({ isGlobal }) => isGlobal)
}

/** The longest pattern decides, and of two as long the one that allows. An empty pattern says nothing. */
function judge(groups: readonly Group[], path: string): RobotsVerdict {
  let best: { rule: Rule; length: number } | undefined
  for (const rule of groups.flatMap(({ rules }) => rules)) {
    const length = matchedLength(rule, path)
    if (length === 0 || (best !== undefined && length < best.length)) continue
    if (best === undefined || length > best.length || (rule.allow && !best.rule.allow))
      best = { rule, length }
  }
  if (best === undefined) return { allowed: true }
  const { allow, line, text } = best.rule
  return { allowed: allow, line, rule: text }
}

/** How much pattern it took to match, 0 when it does not. */
function matchedLength({ allow, pattern }: Rule, path: string): number {
  if (matches(pattern, path)) return pattern.length
  // Whoever lets in `/shop/index.html` lets in `/shop/`.
  const folder = allow ? /^(.*\/)index\.htm[^/]*$/.exec(pattern)?.[1] : undefined
  return folder !== undefined && matches(`${folder}$`, path) ? folder.length + 1 : 0
}

/** `*` stands for anything, `$` at the end for the end of the path. Never worse than pattern times path. */
function matches(pattern: string, path: string): boolean {
  const isWhole = pattern.endsWith('$')
  const [first = '', ...rest] = (isWhole ? pattern.slice(0, -1) : pattern).split('*')
  if (!path.startsWith(first)) return false
  // The earliest place for each piece leaves the most room for the next.
  let end = first.length
  const last = isWhole ? rest.pop() : undefined
  for (const piece of rest) {
    const at = path.indexOf(piece, end)
    if (at === -1) return false
    end = at + piece.length
  }
  if (!isWhole) return true
  return last === undefined ? end === path.length : path.endsWith(last) && path.length - last.length >= end
}

function longest(groups: readonly Group[]): number | undefined {
  const delays = groups.flatMap(({ crawlDelaySeconds }) => crawlDelaySeconds ?? [])
  return delays.length === 0 ? undefined : Math.max(...delays)
}

function asUtf8(bytes: string): string {
  return Buffer.from(bytes, 'latin1').toString('utf8')
}

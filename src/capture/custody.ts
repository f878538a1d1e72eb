import { stringify } from 'safe-stable-stringify'
import { CustodyEntry, CustodyHead } from '../domain/evidence.ts'
import { sha256Hex } from './hashing.ts'

/** An act on evidence before it has a place in the chain. */
export type CustodyAct = Omit<CustodyEntry, 'seq' | 'prev' | 'hash' | 'evidenceId'>

export interface CustodyChain {
  readonly entries: readonly CustodyEntry[]
  /** The log ends in a head line, as logs of format 2 do. */
  readonly hasHead: boolean
  /** What is wrong with the chain, in Chinese; empty when it is intact. */
  readonly problems: readonly string[]
}

const GENESIS = '0'.repeat(64)
/** A chain grows by a handful of acts a lead; more than this is not one of ours. */
const MAX_ENTRIES = 10_000

/** Keys sorted, no spaces: the same entry gives the same bytes on every machine. */
export function canonicalJson(value: unknown): string {
  const text = stringify(value)
  if (text === undefined) throw new TypeError('value has no JSON form')
  return text
}

export function chainEntry(
  last: CustodyEntry | undefined,
  evidenceId: string,
  act: CustodyAct,
): CustodyEntry {
  const body = { ...act, evidenceId, seq: last ? last.seq + 1 : 0, prev: last ? last.hash : GENESIS }
  return CustodyEntry.parse({ ...body, hash: sha256Hex(canonicalJson(body)) })
}

export function custodyLine(entry: CustodyEntry): string {
  return `${canonicalJson(entry)}\n`
}

/** The whole of custody.jsonl. The head line goes into the same file, so that one rename replaces both. */
export function custodyLog(entries: readonly CustodyEntry[], { withHead }: { withHead: boolean }): string {
  const last = entries.at(-1)
  const head: CustodyHead | undefined =
    withHead && last ? { entries: entries.length, head: last.hash } : undefined
  return entries.map(custodyLine).join('') + (head ? `${canonicalJson(head)}\n` : '')
}

/** Reads custody.jsonl and checks every link. Bytes that do not re-serialise to themselves are a problem too. */
export function readCustody(text: string): CustodyChain {
  const lines = text.split('\n')
  const problems: string[] = []
  if (lines.pop() !== '') problems.push('保管链末行不完整')
  const head = parseLine(lines.at(-1) ?? '', CustodyHead)
  if (head) lines.pop()
  const hasHead = head !== null
  if (lines.length === 0) problems.push('保管链为空')
  if (lines.length > MAX_ENTRIES) return { entries: [], hasHead, problems: [`保管链超过 ${MAX_ENTRIES} 条`] }

  const entries: CustodyEntry[] = []
  for (const [index, line] of lines.entries()) {
    const entry = parseLine(line, CustodyEntry)
    if (!entry) return { entries, hasHead, problems: [...problems, `保管链第 ${index + 1} 条无法读取`] }
    problems.push(...linkProblems(entry, entries.at(-1), index))
    entries.push(entry)
  }
  if (head && (head.entries !== entries.length || head.head !== entries.at(-1)?.hash))
    problems.push(`保管链末行登记的条数或散列值不符：登记 ${head.entries} 条，实有 ${entries.length} 条`)
  return { entries, hasHead, problems }
}

function parseLine<T>(line: string, schema: { parse(value: unknown): T }): T | null {
  try {
    const parsed = schema.parse(JSON.parse(line))
    return canonicalJson(parsed) === line ? parsed : null
  } catch {
    return null
  }
}

function linkProblems(entry: CustodyEntry, last: CustodyEntry | undefined, index: number): string[] {
  const where = `保管链第 ${index + 1} 条`
  const { hash, ...body } = entry
  const problems: string[] = []
  if (entry.seq !== index) problems.push(`${where}序号不连续`)
  if (entry.prev !== (last ? last.hash : GENESIS)) problems.push(`${where}与前一条不衔接`)
  if (sha256Hex(canonicalJson(body)) !== hash) problems.push(`${where}散列值不符`)
  if (last && entry.evidenceId !== last.evidenceId) problems.push(`${where}证据编号与前一条不同`)
  return problems
}

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { chainEntry, custodyLine, custodyLog, readCustody } from '../../src/capture/custody.ts'
import { MapTree } from '../../src/capture/map-tree.ts'
import { readStoredZip, writeStoredZip } from '../../src/capture/stored-zip.ts'
import { verifyBundle } from '../../src/capture/verify-bundle.ts'
import { verifyExport } from '../../src/capture/verify-export.ts'
import { verifyWacz } from '../../src/capture/verify-wacz.ts'
import type { VerifyProblem } from '../../src/domain/evidence.ts'
import { aSealedExport, type Files, filesOf } from '../support/sealed-bundle.ts'

interface Mutation {
  readonly what: string
  readonly files: Files
  /** `verify` must name at least one of these. */
  readonly named: readonly string[]
}

const root = mkdtempSync(join(tmpdir(), 'qingshao-mutations-'))
let bundle: Files
let exported: Files
let archive: string

beforeAll(async () => {
  const made = await aSealedExport(root, { key: 'ec' })
  bundle = await filesOf(made.ref.path)
  exported = await filesOf(made.folder)
  archive = made.archive
})

afterAll(() => rmSync(root, { recursive: true, force: true }))

/** Every file changed in three places, cut, grown, emptied, removed, copied, renamed, and swapped with its neighbour. */
function fileMutations(files: Files): Mutation[] {
  const paths = [...files.keys()]
  return paths.flatMap((path, index) => {
    const bytes = files.get(path) ?? new Uint8Array()
    const next = paths[(index + 1) % paths.length] ?? path
    const put = (
      what: string,
      entries: readonly (readonly [string, Uint8Array | undefined])[],
      named = [path],
    ) => {
      const changed = new Map(files)
      for (const [at, value] of entries) value ? changed.set(at, value) : changed.delete(at)
      return { what: `${what} ${path}`, files: changed, named }
    }
    const places = bytes.length > 0 ? [0, bytes.length >> 1, bytes.length - 1] : []
    return [
      ...places.map((at) => put(`change byte ${at} of`, [[path, flip(bytes, at)]])),
      ...(bytes.length > 0
        ? [put('cut', [[path, bytes.slice(0, -1)]]), put('empty', [[path, new Uint8Array()]])]
        : []),
      put('grow', [[path, Buffer.concat([bytes, Buffer.from('\n')])]]),
      put('remove', [[path, undefined]]),
      put('copy', [[`${path}.copy`, bytes]], [`${path}.copy`]),
      put('rename', [
        [path, undefined],
        [`${path}.moved`, bytes],
      ]),
      put(
        `swap with ${next}`,
        [
          [path, files.get(next)],
          [next, bytes],
        ],
        [path, next],
      ),
    ]
  })
}

/** Every line of the custody log changed, removed, doubled, moved, and a line added before it. */
function custodyMutations(files: Files): Mutation[] {
  const text = Buffer.from(files.get('custody.jsonl') ?? []).toString()
  const lines = text.trimEnd().split('\n')
  const { entries } = readCustody(text)
  const put = (what: string, changed: readonly string[]) => ({
    what: `custody: ${what}`,
    files: new Map([...files, ['custody.jsonl', Buffer.from(changed.map((line) => `${line}\n`).join(''))]]),
    named: ['custody.jsonl'],
  })
  const forged = chainEntry(entries.at(-1), entries[0]?.evidenceId ?? '', {
    at: '2026-11-23T00:00:00.000Z',
    actor: '他人',
    action: 'verified',
    detail: '',
  })
  return [
    ...lines.flatMap((line, at) => [
      ...[1, line.length >> 1, line.length - 2].map((index) =>
        put(
          `change line ${at} at ${index}`,
          lines.with(at, flip(Buffer.from(line), index).toString('latin1')),
        ),
      ),
      put(`change a hash of line ${at}`, lines.with(at, line.replace(/("(?:hash|head)":")(.)/, changeDigit))),
      put(`remove line ${at}`, lines.toSpliced(at, 1)),
      put(`double line ${at}`, lines.toSpliced(at, 0, line)),
      put(`empty line before ${at}`, lines.toSpliced(at, 0, '')),
      put(`forged line before ${at}`, lines.toSpliced(at, 0, custodyLine(forged).trimEnd())),
      ...lines.flatMap((other, to) =>
        to > at ? [put(`swap lines ${at} and ${to}`, lines.with(at, other).with(to, line))] : [],
      ),
    ]),
    put('cut off the end', lines.slice(0, -2)),
    put(
      'rewritten without its third act',
      custodyLog(entries.toSpliced(2, 1), { withHead: true }).trimEnd().split('\n'),
    ),
  ]
}

function changeDigit(_: string, before: string, digit: string): string {
  return before + (digit === '0' ? '1' : '0')
}

function flip(bytes: Uint8Array, at: number): Buffer {
  const flipped = Buffer.from(bytes)
  flipped[at] = (flipped[at] ?? 0) ^ 0x01
  return flipped
}

async function expectNamed(
  mutations: readonly Mutation[],
  verify: (files: Files) => Promise<readonly VerifyProblem[]>,
) {
  const missed: string[] = []
  for (const { what, files, named } of mutations) {
    const problems = await verify(files)
    if (!problems.some(({ path }) => named.includes(path)))
      missed.push(`${what}: ${JSON.stringify(problems)}`)
  }
  expect(missed).toEqual([])
}

describe('verify', () => {
  it('passes the bundle, the WACZ and the export before they are touched', async () => {
    expect(await verifyBundle(new MapTree(bundle))).toMatchObject({
      problems: [],
      timestampState: 'timestamped',
    })
    const wacz = exported.get(archive) ?? expect.fail('no archive')
    const sound = await verifyWacz(wacz, archive)
    expect(sound.problems).toEqual([])
    expect(sound.tokens).toHaveLength(2)
    expect(sound.signatures).toMatchObject([{ algorithm: 'ECDSA-SHA256' }])
    expect((await verifyExport(new MapTree(exported), archive)).problems).toEqual([])
  })

  it('fails on every change to a bundle folder and names the file', async () => {
    const mutations = [...fileMutations(bundle), ...custodyMutations(bundle)]
    console.log(`mutations of the folder: ${mutations.length}`)
    expect(mutations.length).toBeGreaterThan(200)
    await expectNamed(mutations, async (files) => (await verifyBundle(new MapTree(files))).problems)
  })

  it('fails on every change inside a WACZ that was zipped again, and names the file', async () => {
    const files = readStoredZip(exported.get(archive) ?? new Uint8Array())
    const mutations = [...fileMutations(files), ...custodyMutations(files)]
    console.log(`mutations of the WACZ: ${mutations.length}`)
    expect(mutations.length).toBeGreaterThan(200)
    await expectNamed(mutations, async (changed) => {
      const zip = writeStoredZip(changed, '2026-11-22T02:00:05.000Z')
      return (await verifyWacz(zip, archive)).problems
    })
  })

  it('fails on every change to an export folder and names the file', async () => {
    const mutations = fileMutations(exported)
    console.log(`mutations of the export: ${mutations.length}`)
    expect(mutations.length).toBeGreaterThan(80)
    await expectNamed(mutations, async (files) => (await verifyExport(new MapTree(files), archive)).problems)
  })

  it('fails on a changed byte anywhere in the container of a WACZ', async () => {
    const wacz = exported.get(archive) ?? expect.fail('no archive')
    const at = Array.from({ length: 80 }, (_, index) => Math.floor((index * wacz.length) / 80))
    // The directory is where two readers could differ: all of its last bytes.
    const tail = Array.from({ length: 60 }, (_, index) => wacz.length - 1 - index)
    for (const place of [...at, ...tail]) {
      const { problems } = await verifyWacz(flip(wacz, place), archive)
      expect(problems, `byte ${place}`).not.toEqual([])
    }
    for (const bytes of [
      wacz.slice(0, -1),
      Buffer.concat([wacz, Buffer.from('x')]),
      Buffer.from('PK'),
      new Uint8Array(),
    ])
      expect((await verifyWacz(bytes, archive)).problems.map(({ path }) => path)).toContain(archive)
  })
})

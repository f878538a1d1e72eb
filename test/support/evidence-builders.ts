import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { crc32, deflateSync } from 'node:zlib'
import { onTestFinished } from 'vitest'
import type { z } from 'zod'
import { FolderBundleStore } from '../../src/adapters/evidence/folder-bundle-store.ts'
import { type CapturePorts, captureEvidence } from '../../src/capture/capture-evidence.ts'
import type { CaptureInput } from '../../src/capture/capture-input.ts'
import type { RenderedPage } from '../../src/capture/page-renderer.ts'
import { Assessment } from '../../src/domain/assessment.ts'
import type { Clock } from '../../src/domain/clock.ts'
import { MachineRecord } from '../../src/domain/environment.ts'
import { Lead } from '../../src/domain/lead.ts'
import { Listing } from '../../src/domain/listing.ts'
import type { FetchedPage, HttpExchange } from '../../src/domain/page.ts'

export const TITLE = '老料象 ya手串 108颗'
export const BODY = '祖上传下来的象牙手串，有意加微信 demo_ivory_77，\n或打 13800001234，发顺丰。仅此一串。'
export const URL_OF_LISTING = 'https://shop.example/item/77?id=77'

export async function tempFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'qingshao-evidence-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}

export function fixedClock(...times: string[]): Clock {
  const pending = times.length > 0 ? [...times] : ['2026-11-22T02:00:05.000Z']
  return { now: () => (pending.length > 1 ? pending.shift() : pending[0]) ?? '' }
}

export function aListing(overrides: Partial<z.input<typeof Listing>> = {}): Listing {
  return Listing.parse({
    id: 'demo-shop:77',
    siteId: 'demo-shop',
    url: URL_OF_LISTING,
    platform: 'shop',
    title: TITLE,
    body: BODY,
    price: { raw: '¥2,800', amountMinor: 280000, currency: 'CNY' },
    seller: { name: '演练文玩铺13800001234', id: 'seller-9' },
    region: '云南 昆明',
    contacts: [
      { kind: 'wechat', raw: 'demo_ivory_77', value: 'demo_ivory_77', disguised: false },
      { kind: 'phone', raw: '13800001234', value: '13800001234', disguised: false },
    ],
    ...overrides,
  })
}

export function anAssessment(overrides: Partial<z.input<typeof Assessment>> = {}): Assessment {
  return Assessment.parse({
    listingId: 'demo-shop:77',
    verdict: 'illegal',
    score: 88,
    level: 'high',
    category: 'protected-animal-product',
    offence: 'sale',
    agencies: ['forestry', 'market-supervision'],
    routes: [
      { agency: 'forestry', why: '陆生野生动物制品', basis: '野生动物保护法第七条' },
      { agency: 'market-supervision', why: '网店出售', basis: '电子商务法第六条' },
    ],
    matches: [
      {
        termId: 'product.ivory',
        kind: 'product',
        category: 'protected-animal-product',
        field: 'title',
        start: 2,
        end: 6,
        text: '象 ya',
        evasions: ['pinyin'],
      },
      {
        termId: 'product.ivory',
        kind: 'product',
        category: 'protected-animal-product',
        field: 'body',
        start: 6,
        end: 10,
        text: '象牙手串',
        evasions: [],
      },
    ],
    benign: [],
    signals: [
      { kind: 'contact', field: 'body', start: 14, end: 30, text: '微信 demo_ivory_77' },
      { kind: 'ship', field: 'body', start: 45, end: 48, text: '发顺丰' },
    ],
    findings: [
      {
        ruleId: 'r1',
        title: '出售象牙制品',
        points: 60,
        why: '标题“象 ya”经还原为象牙，附联系方式 13800001234',
      },
    ],
    taxa: [
      {
        name: '亚洲象',
        latin: 'Elephas maximus',
        protection: 'state-1',
        list: '国家重点保护野生动物名录（2021）',
        department: 'forestry',
      },
    ],
    legalBasis: [
      {
        law: '中华人民共和国野生动物保护法（2022年修订）',
        article: '第二十八条',
        gist: '禁止出售国家重点保护野生动物及其制品',
      },
    ],
    ...overrides,
  })
}

export function anExchange(overrides: Partial<HttpExchange> = {}): HttpExchange {
  return {
    url: URL_OF_LISTING,
    method: 'GET',
    requestHeaders: [
      ['Host', 'shop.example'],
      ['Cookie', 'sid=very-secret-session'],
    ],
    status: 200,
    statusText: 'OK',
    httpVersion: '1.1',
    responseHeaders: [
      ['Content-Type', 'text/html; charset=gbk'],
      ['X-Twice', 'one'],
      ['x-TWICE', 'two'],
      ['Set-Cookie', 'token=other-secret; Path=/'],
      ['X-Bytes', 'caf\u00e9'],
    ],
    body: Buffer.from('<html>\r\n\r\nbody with an empty line</html>'),
    bodyDecoded: false,
    truncated: false,
    remoteAddress: '192.0.2.7',
    startedAt: '2026-11-22T02:00:00.123Z',
    durationMs: 41.6,
    ...overrides,
  }
}

export function aPage(overrides: Partial<FetchedPage> = {}): FetchedPage {
  return {
    siteId: 'demo-shop',
    url: URL_OF_LISTING,
    finalUrl: URL_OF_LISTING,
    status: 200,
    contentType: 'text/html; charset=gbk',
    lane: 'http',
    fetchedAt: '2026-11-22T02:00:00.200Z',
    body: Buffer.from('<html></html>'),
    bodyIsUtf8: false,
    exchanges: [anExchange()],
    ...overrides,
  }
}

export function aRendering(overrides: Partial<RenderedPage> = {}): RenderedPage {
  return {
    url: URL_OF_LISTING,
    finalUrl: URL_OF_LISTING,
    title: TITLE,
    text: `${TITLE}\n${BODY}`,
    html: `<!doctype html><title>${TITLE}</title><p>${BODY}</p>`,
    screenshotPng: aPng(640, 900),
    cutAtHeightPx: undefined,
    exchanges: [
      anExchange({
        responseHeaders: [
          ['content-type', 'text/html'],
          ['content-encoding', 'gzip'],
        ],
        body: Buffer.from('<html>rendered</html>'),
        bodyDecoded: true,
        startedAt: '2026-11-22T02:00:02.000Z',
      }),
    ],
    browserVersion: 'Chromium 140',
    renderedAt: '2026-11-22T02:00:03.000Z',
    ...overrides,
  }
}

/** A real picture: grey with a dark band, so that it can be recognised in a document. */
export function aPng(width: number, height: number): Uint8Array {
  const row = Buffer.alloc(width + 1, 0xc0)
  row[0] = 0
  const rows = Array.from({ length: height }, (_, y) => (y % 100 < 20 ? Buffer.from(row).fill(0x40, 1) : row))
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([8, 0, 0, 0, 0], 8)
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.concat(rows))),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const out = Buffer.alloc(body.length + 8)
  out.writeUInt32BE(data.length, 0)
  body.copy(out, 4)
  out.writeUInt32BE(crc32(body), body.length + 4)
  return out
}

export function aCapture(overrides: Partial<CaptureInput> = {}): CaptureInput {
  return {
    listing: aListing(),
    assessment: anAssessment(),
    page: aPage(),
    rendered: aRendering(),
    occasion: { kind: 'scan', runId: 'run-1', operator: '演练员甲', robots: 'robots.txt 允许抓取' },
    ...overrides,
  }
}

export function capturePorts(root: string): CapturePorts & { store: FolderBundleStore } {
  return {
    store: new FolderBundleStore(root),
    clock: fixedClock(),
    tool: { name: 'qingshao', version: '0.1.0' },
    actor: 'qingshao/0.1.0',
    authorities: [],
    signer: undefined,
    machine: async () => aMachine(),
  }
}

export function aMachine(overrides: Partial<MachineRecord> = {}): MachineRecord {
  return MachineRecord.parse({
    machine: {
      id: '00112233445566778899aabbccddeeff',
      hostName: 'practice-1',
      operatingSystem: 'Debian GNU/Linux 12 (bookworm)',
      kernel: 'Linux 6.1.0',
      architecture: 'x64',
      timeZone: 'Asia/Shanghai',
    },
    program: {
      name: 'qingshao',
      version: '0.1.0',
      runtime: 'Node.js v24.21.0',
      commit: '0123456789abcdef0123456789abcdef01234567',
      isModified: false,
      configSha256: 'c'.repeat(64),
    },
    network: {
      addresses: ['eth0 192.0.2.50'],
      egress: { checked: false, why: '程序不为查询公网出口地址访问第三方' },
      proxy: '未使用上级代理，直接连接',
      resolvers: ['192.0.2.53'],
      hostsFile: { checked: true, path: '/etc/hosts', sha256: 'd'.repeat(64), names: ['localhost'] },
    },
    clock: { checked: false, why: '没有配置时间服务器' },
    ...overrides,
  })
}

export async function aBundle(root: string, overrides: Partial<CaptureInput> = {}) {
  return captureEvidence(aCapture(overrides), capturePorts(root))
}

export function aLead(overrides: Partial<z.input<typeof Lead>> = {}): Lead {
  return Lead.parse({
    id: 'L0123456789ab',
    state: 'pending',
    revision: 0,
    listing: aListing(),
    assessment: anAssessment(),
    runId: 'run-1',
    createdAt: '2026-11-22T02:00:04.000Z',
    ...overrides,
  })
}

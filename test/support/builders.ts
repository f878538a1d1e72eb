import type { z } from 'zod'
import { Assessment } from '../../src/domain/assessment.ts'
import type { EvidenceRef } from '../../src/domain/evidence.ts'
import { Lead } from '../../src/domain/lead.ts'
import { Listing } from '../../src/domain/listing.ts'
import { Match } from '../../src/domain/match.ts'
import type { RunSummary, SiteCounts } from '../../src/domain/run.ts'

/** Builders parse, so a test cannot describe an object the program would reject. */
export function aListing(overrides: Partial<z.input<typeof Listing>> = {}): Listing {
  return Listing.parse({
    id: 'practice-shop:1',
    siteId: 'practice-shop',
    url: 'http://127.0.0.1:18701/item/1.html',
    platform: 'shop',
    title: '出穿山甲片 老货',
    body: '自家存的，懂的来',
    ...overrides,
  })
}

export function aMatch(overrides: Partial<z.input<typeof Match>> = {}): Match {
  return Match.parse({
    termId: 'product.pangolin.scale',
    kind: 'product',
    category: 'protected-animal-product',
    field: 'title',
    start: 1,
    end: 5,
    text: '穿山甲片',
    evasions: [],
    ...overrides,
  })
}

export function anAssessment(overrides: Partial<z.input<typeof Assessment>> = {}): Assessment {
  return Assessment.parse({
    listingId: 'practice-shop:1',
    verdict: 'illegal',
    score: 80,
    level: 'high',
    category: 'protected-animal-product',
    offence: 'sale',
    agencies: ['forestry', 'market-supervision'],
    routes: [{ agency: 'forestry', why: '陆生野生动物', basis: '野生动物保护法第七条' }],
    matches: [aMatch()],
    benign: [],
    signals: [],
    findings: [{ ruleId: 'base.goods', title: '货品', points: 80, why: '穿山甲片' }],
    taxa: [],
    legalBasis: [{ law: '野生动物保护法', article: '第二十八条', gist: '禁止出售' }],
    ...overrides,
  })
}

export function anEvidenceRef(overrides: Partial<EvidenceRef> = {}): EvidenceRef {
  return {
    evidenceId: 'E20261122-1',
    listingId: 'practice-shop:1',
    path: 'evidence/E20261122-1',
    capturedAt: '2026-11-22T01:02:03.000Z',
    manifestSha256: 'a'.repeat(64),
    manifestSm3: 'b'.repeat(64),
    custodyHead: 'c'.repeat(64),
    ...overrides,
  }
}

export function aLead(overrides: Partial<z.input<typeof Lead>> = {}): Lead {
  return Lead.parse({
    id: 'L000000000001',
    state: 'pending',
    revision: 0,
    listing: aListing(),
    assessment: anAssessment(),
    runId: 'R1',
    createdAt: '2026-11-22T01:00:00.000Z',
    ...overrides,
  })
}

export function siteCounts(overrides: Partial<SiteCounts> = {}): SiteCounts {
  return {
    siteId: 'practice-shop',
    siteName: '青禾集市',
    found: 10,
    fetched: 6,
    blocked: 1,
    robots: 1,
    gone: 1,
    failed: 1,
    skipped: 0,
    pending: 0,
    listings: 5,
    flagged: 1,
    reasons: { 验证码: 1 },
    ...overrides,
  }
}

export function aRun(overrides: Partial<RunSummary> = {}): RunSummary {
  return {
    runId: 'R1',
    startedAt: '2026-11-22T01:00:00.000Z',
    finishedAt: '2026-11-22T01:05:00.000Z',
    status: 'finished',
    sites: [siteCounts()],
    listings: 5,
    flagged: 1,
    changes: [],
    ...overrides,
  }
}

import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { clusterLeads } from '../../src/cluster/cluster-leads.ts'
import { evaluateClusters } from '../../src/cluster/evaluate-clusters.ts'
import { feedToListing } from '../../src/extract/parse-feed.ts'
import { parseLabelled, parseLabelledLeads } from '../../src/extract/parse-labelled.ts'
import { evaluateClustering } from '../../src/jobs/evaluate-clustering.ts'
import { ROOT } from '../support/run-cli.ts'

const FILE = path.join(ROOT, 'data/labelled/clusters.jsonl')

describe('the labelled clusters', () => {
  it('are told apart as well as is promised, on the half that no threshold was chosen on as well', () => {
    const rows = parseLabelledLeads(readFileSync(FILE, 'utf8'), FILE)
    const sellers = new Set(rows.filter(({ trait }) => trait === 'seller').map(({ cluster }) => cluster))
    expect(sellers.size).toBeGreaterThanOrEqual(30)
    expect(rows.length).toBeGreaterThanOrEqual(200)
    for (const { half, precision, recall } of evaluateClustering(rows)) {
      expect(precision, half).toBeGreaterThanOrEqual(0.95)
      expect(recall, half).toBeGreaterThanOrEqual(0.85)
    }
  })
})

describe('clusterLeads on the labelled listings', () => {
  it('joins none of some 1,500, of which no two have one seller', () => {
    const folder = path.dirname(FILE)
    const rows = readdirSync(folder)
      .filter((name) => name.startsWith('batch-'))
      .flatMap((name) => parseLabelled(readFileSync(path.join(folder, name), 'utf8'), name))
    const leads = rows.map(({ truth }) => ({
      id: truth.id,
      createdAt: '',
      state: 'pending' as const,
      listing: { ...feedToListing(truth, truth.platform), siteId: truth.platform },
    }))
    const { clusters } = clusterLeads(leads)
    expect(clusters.length).toBeGreaterThan(1400)
    expect(clusters.filter(({ leadIds }) => leadIds.length > 1)).toEqual([])
  })
})

describe('evaluateClusters', () => {
  it('counts pairs', () => {
    const leads = [
      { label: 'a', found: '1' },
      { label: 'a', found: '1' },
      { label: 'a', found: '2' },
      { label: 'b', found: '2' },
    ]
    expect(evaluateClusters(leads)).toMatchObject({
      sellers: 1,
      right: 1,
      joined: 2,
      labelled: 3,
      precision: 0.5,
    })
    expect(evaluateClusters([])).toMatchObject({ precision: undefined, recall: undefined })
  })
})

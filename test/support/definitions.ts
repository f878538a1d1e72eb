import path from 'node:path'
import { loadLaw } from '../../src/adapters/files/load-law.ts'
import { loadLexicon } from '../../src/adapters/files/load-lexicon.ts'
import { loadRouting } from '../../src/adapters/files/load-routing.ts'
import { loadRules } from '../../src/adapters/files/load-rules.ts'
import { loadTaxa } from '../../src/adapters/files/load-taxa.ts'
import { loadTerritory } from '../../src/adapters/files/load-territory.ts'
import { type CompiledLexicon, compileLexicon } from '../../src/match/compile-lexicon.ts'
import { compilePolicy } from '../../src/score/compile-policy.ts'
import type { Policy } from '../../src/score/policy.ts'
import { ROOT } from './run-cli.ts'

/** The shipped keywords, rules and tables, compiled as the program compiles them. */
export function shippedDefinitions(on = '2026-11-22'): { lexicon: CompiledLexicon; policy: Policy } {
  const terms = loadLexicon([path.join(ROOT, 'keywords')])
  const policy = compilePolicy({
    rules: loadRules([path.join(ROOT, 'rules')]).map(({ rule }) => rule),
    terms,
    law: loadLaw(path.join(ROOT, 'data/law')),
    routing: loadRouting(path.join(ROOT, 'data/agencies')),
    taxa: loadTaxa(path.join(ROOT, 'data/taxa')),
    divisions: loadTerritory(path.join(ROOT, 'data/territory')),
    on,
  })
  return { lexicon: compileLexicon(terms), policy }
}

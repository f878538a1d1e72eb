import path from 'node:path'
import { loadLexicon } from '../../src/adapters/files/load-lexicon.ts'
import { compileLexicon } from '../../src/match/compile-lexicon.ts'
import { measureRecall } from './measure-recall.ts'

const ROOT = path.resolve(import.meta.dirname, '../..')
const lexicon = compileLexicon(loadLexicon([path.join(ROOT, 'keywords')]))
console.log(
  '| kind | half | lines | found | recall | not undone by decision of the lexicon |\n| --- | --- | ---: | ---: | ---: | ---: |',
)
for (const [key, { lines, found, notUndone }] of measureRecall(
  path.join(ROOT, 'data/disguised/sentences.jsonl'),
  lexicon,
)) {
  const [kind, ...half] = key.split(' ')
  console.log(
    `| ${kind} | ${half.join(' ')} | ${lines} | ${found} | ${(found / lines).toFixed(3)} | ${notUndone} |`,
  )
}

// Writes data/practice-market/truth.jsonl from the listings. Run it after every change to them.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { loadPracticeListings } from '../src/adapters/practice-market/load-practice-listings.ts'
import { practiceTruthLines } from '../src/adapters/practice-market/practice-truth.ts'

const dataFolder = join(import.meta.dirname, '../data/practice-market')
const { offers } = loadPracticeListings(dataFolder)
writeFileSync(join(dataFolder, 'truth.jsonl'), practiceTruthLines(offers))

const count = (label: string): number =>
  offers.filter(({ truth }) => (truth?.label ?? 'legal') === label).length
console.log(
  `${offers.length} listings: ${count('illegal')} illegal, ${count('suspect')} suspect, ${count('legal')} legal`,
)

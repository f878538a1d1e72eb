import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { hanFormsModule, readingsModule } from './match-tables.ts'

/** Writes the tables that the matcher folds and reads characters by. A test fails while the files are behind. */
for (const [file, text] of [
  ['han-forms.ts', hanFormsModule()],
  ['readings.ts', readingsModule()],
] as const) {
  writeFileSync(fileURLToPath(new URL(`../src/match/tables/${file}`, import.meta.url)), text)
}

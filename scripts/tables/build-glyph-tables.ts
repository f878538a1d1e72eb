import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { drawnLookAlikesModule } from './drawn-look-alike-table.ts'
import { emojiModule } from './emoji-table.ts'
import { lookAlikesModule } from './look-alike-table.ts'
import { splitsModule } from './split-table.ts'
import { variantFormsModule } from './variant-table.ts'

/**
 * Writes the tables of split characters, look-alikes and emoji. Needs `npm ci` in this folder, Chromium, the Noto CJK
 * fonts and Debian's package unicode-data. Run it twice when the variant forms change: the others are folded by them.
 */
for (const [file, text] of [
  ['variant-forms.ts', variantFormsModule()],
  ['composed-characters.ts', splitsModule()],
  ['composed-look-alikes.ts', lookAlikesModule()],
  ['drawn-look-alikes.ts', await drawnLookAlikesModule()],
  ['named-emoji.ts', emojiModule()],
] as const) {
  writeFileSync(fileURLToPath(new URL(`../../src/match/tables/${file}`, import.meta.url)), text)
}

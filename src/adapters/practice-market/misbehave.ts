import type { PracticeOffer } from './practice-listing.ts'

/** How long a slow page keeps its reader waiting. */
export const SLOW_MS = 3000

/**
 * Keys of pages that stand for nothing but trouble. Listing keys never fall into 990000–999999, so no
 * listing is hidden behind one of them. Walls are few: a crawler leaves a host that refuses five pages in a row.
 */
export const TROUBLE = {
  gone: '990410',
  notFound: '990404',
  softNotFound: '990200',
  broken: '990500',
  loop: '990301',
  captcha: ['990801', '990802', '990803'],
  login: ['990901', '990902'],
} as const

/**
 * Keys of listings that misbehave: every `step`th one from `offset`, at most `count`. Given listings that both days have, it is the same
 * ones on both. Different offsets keep the kinds of trouble apart.
 */
export function chooseKeys(
  offers: readonly PracticeOffer[],
  { offset, step = 11, count }: { offset: number; step?: number; count: number },
): ReadonlySet<string> {
  const chosen = offers.filter((_, index) => index >= offset && (index - offset) % step === 0)
  return new Set(chosen.slice(0, count).map(({ key }) => key))
}

/**
 * Breaks a page as careless templates do: end tags left out or crossed, stray ones, attributes without
 * quotes or twice, the end of the document missing. Text is not touched.
 */
export function breakMarkup(markup: string): string {
  return markup
    .replaceAll(/<\/(?:p|li|dd|dt)>/g, '')
    .replaceAll('</strong></a>', '</a></strong>')
    .replaceAll(/ class="([\w-]+)"/g, ' class=$1')
    .replaceAll('<nav ', '</section></td><nav align=left align=right ')
    .replace('<h1', '<center><font color=red><h1')
    .replace(/<\/div>\s*<footer/, '<footer')
    .replace(/<\/footer>[\s\S]*$/, '</footer><!-- end')
}

import { HAND_WRITTEN_MEANINGS, MOST_MEANINGS } from './emoji-by-hand.ts'
import { NAMED_EMOJI } from './named-emoji.ts'

/** What an emoji stands for in a disguised word. Several meanings are tried; the first is the commonest. */
export const EMOJI_MEANINGS: Readonly<Record<string, readonly string[]>> = withNames()

function withNames(): Record<string, readonly string[]> {
  const meanings: Record<string, readonly string[]> = { ...HAND_WRITTEN_MEANINGS }
  for (const line of NAMED_EMOJI.trim().split('\n')) {
    const [emoji = '', ...names] = line.split(' ')
    const all = new Set([...(HAND_WRITTEN_MEANINGS[emoji] ?? []), ...names])
    meanings[emoji] = [...all].slice(0, MOST_MEANINGS)
  }
  return meanings
}

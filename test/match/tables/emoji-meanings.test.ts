import { expect, test } from 'vitest'
import { HAND_WRITTEN_MEANINGS, MOST_MEANINGS } from '../../../src/match/tables/emoji-by-hand.ts'
import { EMOJI_MEANINGS } from '../../../src/match/tables/emoji-meanings.ts'

test.each([
  ['🐘', '象'],
  ['🟥', '红'],
  ['⬛', '黑'],
  ['🖤', '黑'],
  ['🤍', '白'],
  ['❤', '红'],
  ['🟫', '棕'],
  ['👀', '眼'],
  ['🖐', '手'],
  ['🦶', '脚'],
  ['👅', '舌'],
  ['🗜', '夹'],
  ['🪤', '笼'],
  ['🪝', '钩'],
  ['📿', '佛珠'],
  ['💍', '戒指'],
  ['🔦', '灯'],
  ['🎯', '靶'],
  ['🔨', '锤'],
  ['❄', '雪'],
  ['🌞', '太阳'],
  ['🗻', '山'],
  ['🎋', '竹'],
  ['📷', '相机'],
  ['🦪', '珍珠'],
  ['🐢', '海龟'],
  ['🪡', '线'],
])('%s may mean %s', (emoji, meaning) => {
  expect(EMOJI_MEANINGS[emoji]).toContain(meaning)
})

test('each emoji is one code point without a variation selector', () => {
  const wrong = Object.keys(EMOJI_MEANINGS).filter((emoji) => !/^\p{Emoji}$/u.test(emoji))
  expect(wrong).toEqual([])
})

test('each emoji has a few meanings in Chinese, none twice', () => {
  for (const [emoji, meanings] of Object.entries(EMOJI_MEANINGS)) {
    expect(meanings.length, emoji).toBeGreaterThan(0)
    expect(meanings.length, emoji).toBeLessThanOrEqual(MOST_MEANINGS)
    expect(new Set(meanings).size, emoji).toBe(meanings.length)
    for (const meaning of meanings) expect(meaning, emoji).toMatch(/^\p{Script=Han}+$/u)
  }
})

test('what is written by hand comes before what is only a name', () => {
  for (const [emoji, meanings] of Object.entries(HAND_WRITTEN_MEANINGS)) {
    expect(EMOJI_MEANINGS[emoji]?.slice(0, meanings.length), emoji).toEqual(meanings)
  }
})

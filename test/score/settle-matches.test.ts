import { describe, expect, it } from 'vitest'
import type { Match } from '../../src/domain/match.ts'
import type { SignalKind } from '../../src/domain/vocabulary.ts'
import { settleMatches } from '../../src/score/settle-matches.ts'

describe('settleMatches', () => {
  it('takes an animal word right before an ordinary noun for a name', () => {
    expect(kept('猎鹰头灯 防水', [good('猎鹰'), word('头灯', 'household-use')])).toEqual(['头灯'])
  })

  it('keeps an animal word that an ordinary noun stands before', () => {
    expect(kept('头灯 猎鹰一只', [word('头灯', 'household-use'), good('猎鹰')])).toEqual(['头灯', '猎鹰'])
  })

  it('puts a denied good aside, unless the denial is a wink', () => {
    expect(kept('不是豹猫，普通布偶', [good('豹猫')])).toEqual([])
    expect(kept('不是豹猫，懂的来', [good('豹猫'), word('懂的来', 'secrecy')])).toEqual(['豹猫', '懂的来'])
  })

  it('puts a likened good aside', () => {
    expect(kept('叶尖像熊掌一样', [good('熊掌')])).toEqual([])
  })

  it('puts the name of a book aside', () => {
    expect(kept('《猎鹰与人》旧书', [good('猎鹰')])).toEqual([])
  })

  it('lets one ordinary word far from the goods decide nothing in an offer', () => {
    const body = '三步倒一包，量大另算，送货到镇上，用的时候自己记得戴手套'
    const marks = [good('三步倒'), word('送货', 'sale'), word('手套', 'household-use')]
    expect(kept(body, marks, 'body')).toEqual(['三步倒', '送货'])
  })
})

function kept(text: string, words: readonly Word[], field: 'title' | 'body' = 'title'): string[] {
  const matches = words.map((word): Match => {
    const start = text.indexOf(word.text)
    return {
      ...word,
      termId: word.text,
      category: 'none',
      field,
      start,
      end: start + word.text.length,
      evasions: [],
    }
  })
  const texts = { title: '', body: '', [field]: text }
  return settleMatches(texts, { matches, benign: [] }).map((match) => match.text)
}

type Word = Pick<Match, 'text' | 'kind'> & { signal?: SignalKind }

function good(text: string): Word {
  return { text, kind: 'species' }
}

function word(text: string, signal: SignalKind): Word {
  return { text, kind: 'context', signal }
}

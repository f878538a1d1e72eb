import { describe, expect, it } from 'vitest'
import { compileUrlClassifier } from '../../src/crawl/classify-url.ts'
import { DefinitionError } from '../../src/domain/errors.ts'
import { aSite } from '../adapters/http/loopback-server.ts'

const ORIGIN = 'http://127.0.0.1:8080'

describe('compileUrlClassifier', () => {
  const classify = compileUrlClassifier(aSite(ORIGIN))

  it.each([
    ['/item/1', 'listing'],
    ['/list?page=2', 'list'],
    ['/skip/item/1', undefined],
    ['/about', undefined],
  ])('takes %s for %s', (path, kind) => {
    expect(classify(ORIGIN + path)).toBe(kind)
  })

  it.each(['http://127.0.0.1:8081/item/1', 'https://127.0.0.1:8080/item/1', 'not a url'])(
    'does not leave the site for %s',
    (url) => {
      expect(classify(url)).toBeUndefined()
    },
  )

  it('answers at once where a backtracking engine would hang', () => {
    const evil = compileUrlClassifier(aSite(ORIGIN, { pages: [{ kind: 'list', pattern: '^/(a+)+$' }] }))
    expect(evil(`${ORIGIN}/${'a'.repeat(3000)}!`)).toBeUndefined()
  })

  it('names the site and the pattern that cannot be used', () => {
    const broken = aSite(ORIGIN, { pages: [{ kind: 'list', pattern: '(' }] })
    expect(() => compileUrlClassifier(broken)).toThrow(DefinitionError)
    expect(() => compileUrlClassifier(broken)).toThrow(/sites\/practice.*"\("/)
  })
})

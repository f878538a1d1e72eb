import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { loadRules } from '../../../src/adapters/files/load-rules.ts'
import { DefinitionError } from '../../../src/domain/errors.ts'

const RULE = `id: 6f1d7c1e-2f0b-4c57-9d0e-6f3b1a2c4d5e
title: 物品与出售用语
status: test
level: high
description: 物品与出售用语同现的信息。
references: [野生动物保护法 第二十八条]
falsePositives: [新闻转述]
author: 测试
date: 2026-11-22
detection:
  all:
    - {kinds: [product]}
points: 20
`
const CASES = 'fires: [{title: 象牙手串}]\nsilent: [{title: 茶壶}]\n'

describe('loadRules', () => {
  let home: string

  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'rules-'))
  })
  afterEach(() => rmSync(home, { recursive: true }))

  function write(path: string, text: string): string {
    const file = join(home, path)
    mkdirSync(join(file, '..'), { recursive: true })
    writeFileSync(file, text)
    return file
  }

  function writeRule(path: string, text = RULE): string {
    write(path.replace('.yml', '.cases.yml'), CASES)
    return write(path, text)
  }

  function problemOf(folders = [home]): string {
    try {
      loadRules(folders)
    } catch (error) {
      if (error instanceof DefinitionError) return error.message
      throw error
    }
    throw new Error('no problem was reported')
  }

  it('reads a rule with its cases', () => {
    writeRule('offers/sale.yml')
    const [loaded] = loadRules([home])
    expect(loaded?.rule.title).toBe('物品与出售用语')
    expect(loaded?.cases.fires[0]).toMatchObject({ title: '象牙手串', platform: 'secondhand' })
  })

  it('lets a later folder replace a rule by id', () => {
    writeRule('shipped/offers/sale.yml')
    writeRule('unit/own.yml', RULE.replace('points: 20', 'points: 5'))
    const loaded = loadRules([join(home, 'shipped'), join(home, 'unit')])
    expect(loaded.map(({ rule }) => rule.points)).toEqual([5])
  })

  it('refuses a rule without cases', () => {
    const file = write('offers/sale.yml', RULE)
    expect(problemOf()).toContain(`${file}:1: cases:`)
  })

  it('names file, line and field of every mistake', () => {
    const file = writeRule('offers/sale.yml', RULE.replace('points: 20', 'points: many'))
    expect(problemOf()).toContain(`${file}:13: points:`)
  })

  it.each([
    ['references: [野生动物保护法 第二十八条]', 'references: []', 'references'],
    ['falsePositives: [新闻转述]', 'falsePositives: [Unknown]', 'falsePositives'],
    ['{kinds: [product]}', '{kind: [product]}', 'detection.all.0'],
    ['{kinds: [product]}', '{count: 2}', 'detection.all.0: 没有写明要找什么'],
    ['{kinds: [product]}', '{pattern: "(象牙"}', '模式不能在 re2js 上编译'],
    ['{kinds: [product]}', '{kinds: [product], pattern: 象牙}', 'pattern 要单独成一个条件'],
    ['{kinds: [product]}', '{kinds: [product], within: 5}', 'within 从 all 的第一个条件量起'],
  ])('refuses %s written as %s', (right, wrong, problem) => {
    writeRule('offers/sale.yml', RULE.replace(right, wrong))
    expect(problemOf()).toContain(problem)
  })

  it('refuses two rules of one folder with the same id', () => {
    writeRule('offers/a.yml')
    writeRule('offers/b.yml')
    expect(problemOf()).toContain('已用了编号')
  })
})

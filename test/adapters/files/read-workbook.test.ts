import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readWorkbook } from '../../../src/adapters/files/read-workbook.ts'
import { InputError } from '../../../src/domain/errors.ts'
import { aWorkbook, textRows } from '../../support/a-workbook.ts'

const DATES =
  '<numFmts><numFmt numFmtId="164" formatCode="yyyy&quot;年&quot;m&quot;月&quot;"/><numFmt numFmtId="165" formatCode="[Red]0.00"/></numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="165"/><xf numFmtId="22"/></cellXfs>'

describe('readWorkbook', () => {
  it('reads what a person sees: shared and rich text, dates, long numbers, gaps, the visible sheet', async () => {
    const bytes = await aWorkbook({
      hiddenFirst: true,
      strings: ['<t>标题</t>', '<r><t>象</t></r><r><t>牙</t></r><rPh><t>xiang</t></rPh>', '<t>a &amp; b</t>'],
      styles: DATES,
      sheetData: `<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>2</v></c><c r="D1" t="str"><v>末</v></c></row>
        <row r="4"><c r="A4" t="s"><v>1</v></c><c r="B4" s="1"><v>46142</v></c><c r="C4" s="4"><v>46142.375</v></c><c r="D4"><v>1.38E10</v></c></row>
        <row r="5"><c r="A5" s="2"><v>46142</v></c><c r="B5" s="3"><v>0.30000000000000004</v></c><c r="C5" t="e"><v>#REF!</v></c><c r="D5" t="b"><v>1</v></c></row>`,
    })
    expect(await readWorkbook(bytes, 'x.xlsx')).toEqual([
      { line: 1, record: ['标题', 'a & b', '', '末'] },
      { line: 4, record: ['象牙', '2026-04-30', '2026-04-30 09:00:00', '13800000000'] },
      { line: 5, record: ['2026-04-30', '0.3', '', 'TRUE'] },
    ])
  })

  it('counts days from 1904 where the workbook does', async () => {
    const bytes = await aWorkbook({
      workbookPr: '<workbookPr date1904="1"/>',
      styles: DATES,
      sheetData: '<row r="1"><c r="A1" s="1"><v>44680</v></c></row>',
    })
    expect((await readWorkbook(bytes, 'x.xlsx'))[0]?.record).toEqual(['2026-04-30'])
  })

  it('gives back any table of text', async () => {
    const text = fc.string({
      unit: fc.constantFrom('象', '牙', '<', '&', 'a', ' x', '"', '１'),
      minLength: 1,
      maxLength: 8,
    })
    const table = fc
      .integer({ min: 1, max: 6 })
      .chain((width) =>
        fc.array(fc.array(text, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 8 }),
      )
    await fc.assert(
      fc.asyncProperty(table, async (rows) => {
        const read = await readWorkbook(await aWorkbook({ sheetData: textRows(rows) }), 'x.xlsx')
        expect(read.map(({ record }) => record)).toEqual(rows)
      }),
      { numRuns: 60 },
    )
  })

  it('is not made to fill the rectangle between two cells far apart', async () => {
    const sheetData = `${textRows([['标题']])}<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>`
    expect(await readWorkbook(await aWorkbook({ sheetData }), 'x.xlsx')).toEqual([
      { line: 1, record: ['标题'] },
    ])
  })

  it('stops unpacking a bomb', async () => {
    const sheetData = `<row r="1"><c r="A1" t="str"><v>${' '.repeat(151_000_000)}</v></c></row>`
    await expect(readWorkbook(await aWorkbook({ sheetData }), 'x.xlsx')).rejects.toThrow(/展开后超过/)
  }, 60_000)

  it.each([
    ['text', Buffer.from('标题,价格')],
    ['nothing', Buffer.alloc(0)],
    ['an old or encrypted workbook', Buffer.from('d0cf11e0a1b11ae1', 'hex')],
  ])('refuses %s by name', async (_, bytes) => {
    await expect(readWorkbook(bytes, 'x.xlsx')).rejects.toThrow(InputError)
    await expect(readWorkbook(bytes, 'x.xlsx')).rejects.toThrow(/x\.xlsx/)
  })

  it('refuses a workbook cut anywhere, and crashes on none', async () => {
    const whole = await aWorkbook({ sheetData: textRows([['标题'], ['网']]) })
    await fc.assert(
      fc.asyncProperty(fc.nat(whole.length - 1), async (length) => {
        await expect(readWorkbook(whole.subarray(0, length), 'x.xlsx')).rejects.toThrow(InputError)
      }),
      { numRuns: 60 },
    )
  })
})

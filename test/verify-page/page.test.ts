import { chmod, cp, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findChromium } from '../../src/adapters/browser/find-chromium.ts'
import { verifyPath } from '../../src/adapters/evidence/verify-path.ts'
import { buildVerifyPage } from '../../src/adapters/verify-page/build-verify-page.ts'
import type { VerifyReport } from '../../src/domain/evidence.ts'
import { tempFolder } from '../support/evidence-builders.ts'
import { aSealedExport } from '../support/sealed-bundle.ts'

let browser: Browser

beforeAll(async () => {
  browser = await chromium.launch({ executablePath: findChromium(process.env), args: ['--no-sandbox'] })
})
afterAll(() => browser.close())

/** The page from a file, as a clerk would open it, and everything it asked the network or complained about. */
async function openPage(root: string): Promise<{ page: Page; requests: string[]; errors: string[] }> {
  const file = join(root, 'verify.html')
  await writeFile(file, await buildVerifyPage())
  const page = await browser.newPage()
  const requests: string[] = []
  const errors: string[] = []
  page.on('request', (request) => requests.push(request.url()))
  page.on('pageerror', (error) => errors.push(error.message))
  page.on('console', (message) => message.type() === 'error' && errors.push(message.text()))
  await page.goto(pathToFileURL(file).href)
  return { page, requests, errors }
}

async function check(
  page: Page,
  input: '#file' | '#folder',
  target: string | string[],
): Promise<VerifyReport> {
  await page.locator('#json').evaluate((node) => node.replaceChildren())
  await page.locator(input).setInputFiles(target)
  await page.locator('#json:not(:empty)').waitFor({ state: 'attached' })
  return JSON.parse((await page.locator('#json').textContent()) ?? '')
}

async function change(file: string, at = 100): Promise<void> {
  const bytes = await readFile(file)
  bytes[at] = (bytes[at] ?? 0) ^ 1
  await chmod(file, 0o644)
  await writeFile(file, bytes)
}

describe('the verify page in a browser', () => {
  it('says of a bundle folder, an export and a WACZ what the program says, sound or changed, and asks nobody', async () => {
    const root = await tempFolder()
    const { ref, folder, archive } = await aSealedExport(root)
    const { page, requests, errors } = await openPage(root)

    const copies = { bundle: join(root, 'bundle'), export: join(root, 'export') }
    await cp(ref.path, copies.bundle, { recursive: true })
    await cp(folder, copies.export, { recursive: true })
    const same = async (input: '#file' | '#folder', target: string) => {
      const [inPage, inNode] = [await check(page, input, target), await verifyPath(target)]
      // The folder's own path is not for a page to know.
      expect({ ...inPage, path: '' }).toEqual({ ...inNode, path: '' })
      return inPage
    }
    expect(await same('#folder', copies.bundle)).toMatchObject({ kind: 'bundle', ok: true })
    expect(await page.locator('#verdict').textContent()).toBe('核验通过：固定后未变')
    expect(await same('#folder', copies.export)).toMatchObject({ kind: 'export', ok: true })
    const wacz = await same('#file', join(copies.export, archive))
    expect(wacz).toMatchObject({ kind: 'wacz', ok: true, timestampState: 'timestamped' })
    expect(wacz.tokens).toHaveLength(2)
    expect(wacz.signatures).toMatchObject([{ algorithm: 'SM2-SM3' }])

    for (const file of [
      'archive/exchange.warc.gz',
      'timestamps/sm3.tsr',
      'signatures/manifest.sig',
      'custody.jsonl',
    ]) {
      const changed = join(root, `changed-${file.replaceAll('/', '-')}`)
      await cp(ref.path, changed, { recursive: true })
      await change(join(changed, file), 60)
      const report = await check(page, '#folder', changed)
      expect(report.ok, file).toBe(false)
      expect(
        report.problems.map(({ path }) => path),
        file,
      ).toContain(file)
      const inNode = await verifyPath(changed)
      expect(report.problems.map(({ path }) => path).sort()).toEqual(
        inNode.problems.map(({ path }) => path).sort(),
      )
    }
    expect(await page.locator('#verdict').textContent()).toContain('核验不通过')
    await change(join(copies.export, archive), 5_000)
    expect(await same('#file', join(copies.export, archive))).toMatchObject({ ok: false })
    expect((await same('#folder', copies.export)).problems.map(({ path }) => path)).toContain(archive)

    expect(requests.filter((url) => !url.startsWith('file:'))).toEqual([])
    expect(errors).toEqual([])
  })

  it('takes a WACZ that is dropped on it', async () => {
    const root = await tempFolder()
    const { folder, archive } = await aSealedExport(root, { key: 'ec' })
    const { page, errors } = await openPage(root)
    const bytes = (await readFile(join(folder, archive))).toString('base64')
    const transfer = await page.evaluateHandle(`(() => {
      const files = new DataTransfer()
      const bytes = Uint8Array.from(atob('${bytes}'), (char) => char.charCodeAt(0))
      files.items.add(new File([bytes], '${archive}'))
      return files
    })()`)
    await page.dispatchEvent('#drop', 'drop', { dataTransfer: transfer })
    await page.locator('#verdict.ok, #verdict.bad').waitFor()
    expect(await page.locator('#report').textContent()).toContain('完整')
    expect(await page.locator('#verdict').textContent()).toBe('核验通过：固定后未变')
    expect(errors).toEqual([])
  })

  it('says what to do with a packet, and that an empty choice is none', async () => {
    const root = await tempFolder()
    const { page } = await openPage(root)
    await writeFile(join(root, 'packet.zip'), 'x')
    await page.locator('#file').setInputFiles(join(root, 'packet.zip'))
    await page.locator('#verdict.bad').waitFor()
    expect(await page.locator('#report').textContent()).toContain('请先解压')
  })

  it('lets nothing but its own script run and no connection be made', async () => {
    const { page } = await openPage(await tempFolder())
    const outcome = await page.evaluate<{ injected: boolean; reached: string }>(`(async () => {
      const script = document.createElement('script')
      script.textContent = 'globalThis.injected = true'
      document.body.append(script)
      const reached = await fetch('https://example.invalid/').then(() => 'reached', (error) => String(error))
      return { injected: 'injected' in globalThis, reached }
    })()`)
    expect(outcome.injected).toBe(false)
    expect(outcome.reached).toContain('TypeError')
  })
})

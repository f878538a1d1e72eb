import { accessSync, constants } from 'node:fs'
import { chromium } from 'playwright-core'
import { BrowserUnavailableError } from '../../domain/errors.ts'

/** The headless shell comes first: it draws a page for a third of the processor time of the full browser. */
const USUAL_PLACES = [
  '/usr/bin/chromium-headless-shell',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
]

/**
 * The Chromium to use: `QINGSHAO_CHROMIUM`, a usual place, or the one Playwright installed.
 * @throws {BrowserUnavailableError} with what to do.
 */
export function findChromium(
  env: Readonly<Record<string, string | undefined>>,
  { headed = false }: { headed?: boolean } = {},
): string {
  const named = env.QINGSHAO_CHROMIUM
  if (named !== undefined && named !== '') {
    if (isExecutable(named)) return named
    throw new BrowserUnavailableError(
      `QINGSHAO_CHROMIUM 指向的 ${named} 不存在或不可执行，请改正或取消该环境变量`,
    )
  }
  const places = [...USUAL_PLACES, playwrightPath()].filter((path) => path !== undefined)
  // The headless shell has no window to show.
  const found = places.find((path) => !(headed && path.includes('headless')) && isExecutable(path))
  if (found !== undefined) return found
  throw new BrowserUnavailableError(
    '找不到 Chromium：请安装系统软件包 chromium-headless-shell 或 chromium（如 apt-get install chromium），' +
      '或运行 npx playwright-core install chromium，或用环境变量 QINGSHAO_CHROMIUM 指明路径',
  )
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/** Playwright throws where it knows no build for the platform. */
function playwrightPath(): string | undefined {
  try {
    return chromium.executablePath()
  } catch {
    return undefined
  }
}

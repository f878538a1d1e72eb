import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { build, type Plugin } from 'esbuild'
import { pageHtml } from './page-html.ts'

const SRC = path.dirname(path.dirname(path.dirname(fileURLToPath(import.meta.url))))
const PAGE = path.join(SRC, 'verify-page')

/** Where the verifier uses Node, the page has a file of its own that does the same. */
const STAND_INS: ReadonlyMap<string, string> = new Map([
  ['./hashing.ts', 'hashing.ts'],
  ['./gzip-members.ts', 'gzip-members.ts'],
  ['node:zlib', 'zlib.ts'],
])

const standIns: Plugin = {
  name: 'stand-ins',
  setup({ onResolve }) {
    onResolve({ filter: /^(\.\/(hashing|gzip-members)\.ts|node:zlib)$/ }, ({ path: wanted }) => ({
      path: path.join(PAGE, STAND_INS.get(wanted) ?? wanted),
    }))
  },
}

/** The verifier of this program as one HTML file that works offline. */
export async function buildVerifyPage(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [path.join(PAGE, 'page.ts')],
    bundle: true,
    minify: true,
    write: false,
    format: 'iife',
    platform: 'browser',
    target: 'es2022',
    charset: 'utf8',
    legalComments: 'inline',
    logLevel: 'silent',
    plugins: [standIns],
  })
  const [script] = outputFiles
  if (!script) throw new Error('the bundler gave no file')
  return pageHtml(script.text)
}

// Makes a bare clone runnable: packages (with their own Node 24), Chromium, Chinese and emoji fonts.
// Runs on whatever Node is installed (18 or later) and needs no package. Everything it prints goes to
// stderr, because `npm start -- --exit --json` owns stdout.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)))
const stamp = path.join(root, 'node_modules', '.qingshao-lock')
const chromiumPaths = [
  process.env.QINGSHAO_CHROMIUM,
  '/usr/bin/chromium-headless-shell',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
]

installPackages()
checkRuntime()
installBrowser()

function installPackages() {
  const lock = createHash('sha256')
    .update(readFileSync(path.join(root, 'package-lock.json')))
    .digest('hex')
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lock) return
  say('Installing packages (once, about a minute) …')
  // No install script is needed by any package here, so none may run.
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm'
  const done = run(npm, ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'])
  if (!done)
    fail('npm ci failed. Check the network and that the npm registry can be reached, then try again.')
  writeFileSync(stamp, lock)
}

function checkRuntime() {
  const bundled = path.join(root, 'node_modules', '.bin', process.platform === 'win32' ? 'node.cmd' : 'node')
  const node = existsSync(bundled) ? bundled : process.execPath
  const { stdout } = spawnSync(node, ['--version'], { encoding: 'utf8', shell: process.platform === 'win32' })
  const major = Number(/^v(\d+)/.exec(stdout ?? '')?.[1] ?? 0)
  if (major < 24) {
    fail(
      `Node 24 is needed and none came with the packages for ${process.platform}-${process.arch}. Install Node 24 and try again.`,
    )
  }
}

function installBrowser() {
  // Sellers write with emoji: without the second font the evidence shows boxes where the disguise stood.
  const fonts = [!hasFont('zh') && 'fonts-noto-cjk', !hasFont('und-zsye') && 'fonts-noto-color-emoji'].filter(
    Boolean,
  )
  const missing = { browser: !hasChromium(), fonts }
  if (!missing.browser && fonts.length === 0) return
  const isDebianRoot = process.platform === 'linux' && process.getuid?.() === 0 && onPath('apt-get')
  if (isDebianRoot && installDebianPackages(missing)) return
  if (missing.browser && !isDebianRoot && installPlaywrightChromium()) missing.browser = false
  // Not fatal here: everything but screenshots and one-page sites works without it, and `doctor` says the same.
  if (missing.browser) {
    say(
      'No Chromium: install the package `chromium` (or Google Chrome), or set QINGSHAO_CHROMIUM to its path.',
    )
  }
  if (fonts.length > 0) {
    say(
      `Fonts are missing: install ${fonts.join(' and ')}, or screenshots will show boxes in place of characters.`,
    )
  }
}

function hasChromium() {
  return chromiumPaths.some((file) => file && existsSync(file)) || existsSync(playwrightChromium())
}

function installDebianPackages(missing) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const install = (name) => run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', name], env)
  say("Installing Chromium and fonts from the system's packages …")
  run('apt-get', ['update', '-qq'], env)
  // The headless build draws a page for a third of the CPU time of the full one.
  const hasBrowser = !missing.browser || install('chromium-headless-shell') || install('chromium')
  return missing.fonts.every(install) && hasBrowser
}

function installPlaywrightChromium() {
  say('Installing Chromium …')
  return run(process.execPath, [
    path.join(root, 'node_modules', 'playwright-core', 'cli.js'),
    'install',
    'chromium',
  ])
}

function playwrightChromium() {
  const cli = path.join(root, 'node_modules', 'playwright-core', 'index.js')
  const code = `process.stdout.write(require(${JSON.stringify(cli)}).chromium.executablePath())`
  return (
    spawnSync(process.execPath, ['-e', code], { encoding: 'utf8' }).stdout || path.join(root, 'no-such-file')
  )
}

function hasFont(language) {
  if (process.platform !== 'linux') return true
  const listed = spawnSync('fc-list', [`:lang=${language}`, 'family'], { encoding: 'utf8' })
  return listed.status === 0 && listed.stdout.trim() !== ''
}

function onPath(command) {
  return spawnSync('sh', ['-c', `command -v ${command}`]).status === 0
}

function run(command, args, env = process.env) {
  const { status } = spawnSync(command, args, {
    cwd: root,
    env,
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
  })
  return status === 0
}

function say(text) {
  process.stderr.write(`${text}\n`)
}

function fail(text) {
  say(text)
  process.exit(1)
}

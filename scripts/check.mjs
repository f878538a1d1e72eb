// Everything that must hold before a change lands: format, lint, types, import rules, tests.
// Ends with one line, `tests: N passed, N failed`.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'

const reportFolder = mkdtempSync(path.join(tmpdir(), 'qingshao-check-'))
const report = path.join(reportFolder, 'vitest.json')
const steps = [
  ['format and lint', 'biome', ['ci', '.']],
  ['types', 'tsc', ['-p', '.']],
  ['types of the verify page', 'tsc', ['-p', 'src/verify-page']],
  ['import rules', 'depcruise', ['src', '--config', '.dependency-cruiser.cjs']],
  ['tests', 'vitest', ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`]],
]

const failed = []
for (const [name, command, args] of steps) {
  console.log(`== ${name}`)
  const { status } = spawnSync(command, args, { stdio: 'inherit', shell: process.platform === 'win32' })
  if (status !== 0) failed.push(name)
}

if (failed.length > 0) console.log(`failed: ${failed.join(', ')}`)
console.log(testLine())
rmSync(reportFolder, { recursive: true, force: true })
process.exitCode = failed.length > 0 ? 1 : 0

function testLine() {
  try {
    const { numPassedTests, numFailedTests, numFailedTestSuites, numPendingTests } = JSON.parse(
      readFileSync(report, 'utf8'),
    )
    // A file that does not load has no tests to fail: it counts as one.
    const broken = numFailedTests === 0 ? numFailedTestSuites : numFailedTests
    if (numPendingTests > 0) console.log(`skipped: ${numPendingTests}`)
    return `tests: ${numPassedTests} passed, ${broken} failed`
  } catch {
    return 'tests: 0 passed, 1 failed'
  }
}

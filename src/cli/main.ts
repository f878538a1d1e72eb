// Node's version is checked before anything else is loaded: the database driver crashes the process on an older one.
const major = Number(process.versions.node.split('.')[0])
if (major < 24) {
  process.stderr.write(
    `需要 Node 24 或更高版本，当前为 ${process.version}。请用 npx qingshao 或 npm start 运行。\n`,
  )
  process.exit(2)
}
// `qingshao … | head` closes the pipe early: that is not an error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1))

// A quarter of a start is reading and compiling the same files again.
const { enableCompileCache } = await import('node:module')
enableCompileCache()
const { compose } = await import('./compose.ts')
const { runProgram } = await import('./run-program.ts')
process.exitCode = await runProgram(process.argv, compose)

export {}

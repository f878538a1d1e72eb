import { lockFolder } from '../../src/adapters/files/lock-folder.ts'

/** Holds the lock of a folder until it is killed. */
const [folder = ''] = process.argv.slice(2)
lockFolder(folder)
process.stdout.write('locked\n')
setInterval(() => {}, 60_000)

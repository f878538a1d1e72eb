import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { lockFolder } from '../../src/adapters/files/lock-folder.ts'

/** Holds the lock of a folder until it is killed. */
const [folder = ''] = process.argv.slice(2)
lockFolder(folder)
setFlagsFromString('--expose-gc')
runInNewContext('gc')()
process.stdout.write('locked\n')
setInterval(() => {}, 60_000)

import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { TimeCheck } from '../../../src/adapters/machine/check-clock.ts'
import { MachineReader, readHostsFile } from '../../../src/adapters/machine/machine-record.ts'
import { MachineRecord } from '../../../src/domain/environment.ts'
import { tempFolder } from '../../support/evidence-builders.ts'

const tool = { name: 'qingshao', version: '0.1.0' }
const reader = (root: string, config: unknown = {}) =>
  new MachineReader({ tool, root, config, clock: new TimeCheck({ servers: [] }) })

describe('MachineReader', () => {
  it('names machine, system, program and network, and leaves out a commit where there is none', async () => {
    const record = await reader(await tempFolder()).read()
    expect(MachineRecord.parse(record)).toEqual(record)
    expect(record.program).toMatchObject({ ...tool, runtime: `Node.js ${process.version}` })
    expect(record.program.commit).toBeUndefined()
    expect(record.network.egress).toMatchObject({ checked: false })
    expect(record.clock).toMatchObject({ checked: false })
  })

  it('names the commit, and says when the files differ from it', async () => {
    const root = await tempFolder()
    const git = (...args: string[]) => execFileSync('git', ['-C', root, ...args], { encoding: 'utf8' })
    git('init', '-q')
    writeFileSync(path.join(root, 'a.txt'), 'one')
    git('add', 'a.txt')
    git('-c', 'user.name=t', '-c', 'user.email=t@example.invalid', 'commit', '-qm', 'One')
    const commit = git('rev-parse', 'HEAD').trim()
    expect((await reader(root).read()).program).toMatchObject({ commit, isModified: false })
    writeFileSync(path.join(root, 'a.txt'), 'two')
    expect((await reader(root).read()).program).toMatchObject({ commit, isModified: true })
  })

  it('gives the settings one hash, whatever their order', async () => {
    const root = await tempFolder()
    const hashOf = async (config: unknown) => (await reader(root, config).read()).program.configSha256
    expect(await hashOf({ a: 1, b: 2 })).toBe(await hashOf({ b: 2, a: 1 }))
    expect(await hashOf({ a: 1 })).not.toBe(await hashOf({ a: 2 }))
  })
})

describe('readHostsFile', () => {
  it('lists the names that were given an address, comments left out', async () => {
    const file = path.join(await tempFolder(), 'hosts')
    writeFileSync(
      file,
      '127.0.0.1\tlocalhost\n192.0.2.1  Shop.example  b.example # c.example\n#192.0.2.2 d.example\n\n',
    )
    expect(readHostsFile(file)).toMatchObject({
      checked: true,
      names: ['localhost', 'shop.example', 'b.example'],
    })
    expect(readHostsFile(`${file}-none`)).toEqual({ checked: false, why: `读不到 ${file}-none` })
  })
})

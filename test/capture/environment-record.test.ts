import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { environmentRecord } from '../../src/capture/environment-record.ts'
import { CaptureEnvironment } from '../../src/domain/environment.ts'
import { aBundle, aCapture, aMachine, aRendering, tempFolder } from '../support/evidence-builders.ts'

const tls = { checked: false, why: '连接未使用 TLS' } as const
const host = (name: string) => ({ host: name, dns: { checked: false, why: '没有解析记录' } as const, tls })

describe('environmentRecord', () => {
  it('says which names the hosts file answers for', () => {
    const rendered = aRendering({ hosts: [host('shop.example:8443'), host('cdn.example')] })
    const hostsFile = {
      checked: true as const,
      path: '/etc/hosts',
      sha256: 'd'.repeat(64),
      names: ['shop.example'],
    }
    const machine = aMachine()
    const looked = environmentRecord(aCapture({ rendered }), {
      ...machine,
      network: { ...machine.network, hostsFile },
    })
    expect(looked.hosts.map(({ inHostsFile }) => inHostsFile)).toEqual([true, false])
    const unread = { checked: false, why: '读不到 /etc/hosts' } as const
    const unknown = environmentRecord(aCapture({ rendered }), {
      ...machine,
      network: { ...machine.network, hostsFile: unread },
    })
    expect(unknown.hosts[0]?.inHostsFile).toEqual(unread)
  })

  it('states the authority that was used, and that there was none', () => {
    const authority = { by: '演练局', basis: '演练协查函1号', until: '2027-01-01' }
    const occasion = { kind: 'scan', robots: 'robots.txt 第 2 行不允许抓取' } as const
    const used = environmentRecord(aCapture({ occasion: { ...occasion, authority } }), aMachine())
    expect(used.access).toContain('依 演练局 的授权（演练协查函1号，至 2027-01-01）')
    expect(environmentRecord(aCapture(), aMachine()).access).toMatch(
      /没有使用授权.*没有破解或绕过登录、验证码/,
    )
    const feed = { page: undefined, rendered: undefined, occasion: { kind: 'import' } as const }
    const imported = environmentRecord(aCapture(feed), aMachine())
    expect(imported).toMatchObject({ access: '没有访问网站。', hosts: [], browser: { checked: false } })
  })

  it('lies in the bundle, on the manifest', async () => {
    const { path } = await aBundle(await tempFolder(), { rendered: undefined })
    const record = CaptureEnvironment.parse(
      JSON.parse(await readFile(join(path, 'environment.json'), 'utf8')),
    )
    expect(record).toMatchObject({
      occasion: { kind: 'scan', operator: '演练员甲' },
      hosts: [{ host: 'shop.example', serverAddress: '192.0.2.7', dns: { checked: false } }],
    })
    const { files } = JSON.parse(await readFile(join(path, 'manifest.json'), 'utf8'))
    expect(files).toContainEqual(expect.objectContaining({ path: 'environment.json' }))
  })
})

import { createSocket } from 'node:dgram'
import type { AddressInfo } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import { TimeCheck } from '../../../src/adapters/machine/check-clock.ts'

const ERA_SECONDS = 2_208_988_800

/** A real SNTP server on loopback whose clock is `aheadMs` ahead; `spoil` changes its answers. */
async function timeServer(
  aheadMs: number,
  spoil: (reply: Buffer) => void = () => {},
): Promise<{ at: string; asked: () => number }> {
  const socket = createSocket('udp4')
  let asked = 0
  socket.on('message', (query, { address, port }) => {
    asked += 1
    const reply = Buffer.alloc(48)
    reply.set([0x24, 2])
    query.copy(reply, 24, 40, 48)
    const ms = Date.now() + aheadMs
    for (const at of [32, 40]) {
      reply.writeUInt32BE(Math.floor(ms / 1000) + ERA_SECONDS, at)
      reply.writeUInt32BE(Math.floor(((ms % 1000) / 1000) * 2 ** 32), at + 4)
    }
    spoil(reply)
    socket.send(reply, port, address)
  })
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve))
  onTestFinished(() => new Promise((resolve) => socket.close(() => resolve())))
  return { at: `127.0.0.1:${(socket.address() as AddressInfo).port}`, asked: () => asked }
}

describe('TimeCheck', () => {
  it('tells how far the clock is off, and asks once for many captures', async () => {
    const { at, asked } = await timeServer(90_000)
    const check = new TimeCheck({ servers: [at] })
    const [one, two] = await Promise.all([check.check(), check.check()])
    if (!one.checked) return expect.fail(one.why)
    expect(Math.abs(one.offsetMs - 90_000)).toBeLessThanOrEqual(one.roundTripMs + 20)
    expect(one.server).toBe(at)
    expect(two).toEqual(one)
    expect(asked()).toBe(1)
  })

  it('asks the next server when one is silent, is not set itself, or answers another question', async () => {
    const silent = await timeServer(0, (reply) => reply.fill(0))
    const unset = await timeServer(0, (reply) => reply.writeUInt8(0xe4, 0))
    const stranger = await timeServer(0, (reply) => reply.fill(7, 24, 32))
    const good = await timeServer(0)
    const servers = [silent, unset, stranger, good].map(({ at }) => at)
    expect(await new TimeCheck({ servers, timeoutMs: 200 }).check()).toMatchObject({ server: good.at })
  })

  it('makes no value up', async () => {
    const silent = await timeServer(0, (reply) => reply.fill(0))
    const noAnswer = await new TimeCheck({ servers: [silent.at], timeoutMs: 100 }).check()
    expect(noAnswer).toEqual({ checked: false, why: `时间服务器 ${silent.at} 没有应答` })
    expect(await new TimeCheck({ servers: [] }).check()).toMatchObject({ checked: false })
    expect(await new TimeCheck({ servers: [silent.at], off: '未启用' }).check()).toEqual({
      checked: false,
      why: '未启用',
    })
  })
})

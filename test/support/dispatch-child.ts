import path from 'node:path'
import { FolderOutbox } from '../../src/adapters/delivery/folder-outbox.ts'
import { HttpsChannel } from '../../src/adapters/delivery/https-channel.ts'
import { SqliteCaseRepository } from '../../src/adapters/sqlite/sqlite-case-repository.ts'
import { dispatch } from '../../src/jobs/dispatch.ts'

/** One process of the kill test: delivers until nothing waits, or until it is killed. The clock runs fast, so that pauses pass. */
const [folder = '', url = '', offsetMs = '0'] = process.argv.slice(2)
const started = Date.now()
const clock = {
  now: () => new Date(started + Number(offsetMs) + (Date.now() - started) * 100_000).toISOString(),
}
const cases = new SqliteCaseRepository(path.join(folder, 'case.db'))
const outbox = new FolderOutbox(path.join(folder, 'outbox'))
const channel = new HttpsChannel({ url, secret: 'secret', now: () => new Date() })
const letter = (name: string, at: string, text: string) =>
  outbox.write(`${name}.zip`, at, [
    { path: 'letter.txt', bytes: Buffer.from(text.repeat(20_000)), compress: true },
  ])

process.stdout.write('ready\n')
for (let waiting = 1; waiting > 0; )
  waiting = (
    await dispatch({
      cases,
      clock,
      sender: {},
      actor: 'test',
      signal: new AbortController().signal,
      readPacket: async () => undefined,
      readLetter: (delivery) => outbox.read(delivery),
      writeLetter: ({ referral }, at) => letter(referral.id, at, referral.id),
      writeWithdrawal: ({ referral }, at, reason) => letter(`back-${referral.id}`, at, reason),
      channelNameOf: () => 'https',
      channelNamed: () => channel,
    })
  ).waiting
await cases.close()

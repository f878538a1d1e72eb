import { runCli } from './run-cli.ts'

/** The practice market in a process of its own, for as long as `use` takes; origins by site id. */
export async function withMarket(
  port: number,
  use: (origins: Map<string, string>) => Promise<void>,
): Promise<void> {
  let stop: () => void = () => {}
  const started = Promise.withResolvers<void>()
  const market = runCli(['practice-market', '--port', String(port)], {
    onStderr: (_, kill) => {
      stop = () => kill('SIGINT')
      started.resolve()
    },
  })
  await started.promise
  const origins = new Map(
    ['shop', 'secondhand', 'forum', 'microblog'].map((name, index) => [
      `practice-${name}`,
      `http://127.0.0.1:${port + index}`,
    ]),
  )
  try {
    await use(origins)
  } finally {
    stop()
    await market
  }
}

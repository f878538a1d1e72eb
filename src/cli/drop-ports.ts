import { beijingTime } from '../domain/beijing-time.ts'
import type { DropFolder, DropPorts } from '../jobs/import-dropped.ts'
import { type ImportRun, runImport, sourceOf } from './run-import.ts'
import type { Services } from './services.ts'

/** Between two looks at a file that must not differ. */
export const DROP_SETTLE_MS = 2000

export function dropPorts(
  services: Services,
  folder: DropFolder,
  signal: AbortSignal,
  onRun: (run: ImportRun) => Promise<void> = async () => {},
): DropPorts {
  return {
    folder,
    intake: services.intakePorts(),
    sourceOf: (id) => sourceOf(id, services),
    take: async (intake, { path: file, sourceId }) => {
      const run = await runImport(intake, { sourceId, file, signal }, services)
      await onRun(run)
    },
    stamp: () => beijingTime(services.clock.now()).replaceAll(/[-:]/g, '').replace(' ', '-'),
  }
}

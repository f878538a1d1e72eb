import { InputError } from '../domain/errors.ts'
import type { IntakeSource } from '../domain/intake-source.ts'
import { type Intake, type IntakePorts, readIntake } from './read-intake.ts'

export interface DroppedFile {
  readonly path: string
  readonly name: string
  readonly sourceId: string
}

/** A folder that others lay files into. Implemented in adapters/files. */
export interface DropFolder {
  /** Files that stand still, and files that may still be growing. */
  look(): { ready: DroppedFile[]; waiting: DroppedFile[] }
  ageMs(file: DroppedFile): number
  /** @throws {StorageError} */
  accept(file: DroppedFile, stamp: string): Promise<void>
  /** @throws {StorageError} */
  reject(file: DroppedFile, stamp: string, reason: string): Promise<void>
}

export interface DropPorts {
  readonly folder: DropFolder
  readonly intake: IntakePorts
  sourceOf(id: string): IntakeSource
  /** Takes the listings in and keeps the rejects. */
  take(intake: Intake, file: DroppedFile): Promise<void>
  /** For names: 20260101-013000. */
  stamp(): string
}

export type DropOutcome = 'imported' | 'rejected' | 'waiting'

/** A file cut in the middle is given so long to become whole; a slow line may pause. */
const MAX_GROWING_MS = 600_000

/** Files that stand still are taken in and moved away; a crash in between takes the same listings in again, which changes nothing. */
export async function importDropped(
  ports: DropPorts,
  signal: AbortSignal,
): Promise<{ file: DroppedFile; outcome: DropOutcome; reason?: string }[]> {
  const { ready, waiting } = ports.folder.look()
  const outcomes: { file: DroppedFile; outcome: DropOutcome; reason?: string }[] = waiting.map((file) => ({
    file,
    outcome: 'waiting',
  }))
  for (const file of ready) {
    if (signal.aborted) break
    outcomes.push({ file, ...(await importOne(file, ports, signal)) })
  }
  return outcomes
}

async function importOne(
  file: DroppedFile,
  ports: DropPorts,
  signal: AbortSignal,
): Promise<{ outcome: DropOutcome; reason?: string }> {
  const { folder } = ports
  const isYoung = folder.ageMs(file) < MAX_GROWING_MS
  try {
    const intake = await readIntake(file.path, { source: ports.sourceOf(file.sourceId) }, ports.intake)
    if (isYoung && intake.looksCut && intake.rejects.length > 0) return { outcome: 'waiting' }
    if (intake.listings.length === 0)
      throw new InputError(`没有一条可用的信息；第一处问题：${intake.rejects[0]?.reason ?? '文件为空'}`)
    await ports.take(intake, file)
    if (signal.aborted) return { outcome: 'waiting' }
    await folder.accept(file, ports.stamp())
    return { outcome: 'imported' }
  } catch (error) {
    if (!(error instanceof InputError)) throw error
    // An archive without its end looks like a broken one.
    if (isYoung && /\.(?:xlsx|gz)$/i.test(file.name)) return { outcome: 'waiting', reason: error.message }
    await folder.reject(file, ports.stamp(), error.message)
    return { outcome: 'rejected', reason: error.message }
  }
}

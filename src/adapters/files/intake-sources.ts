import { existsSync, readdirSync } from 'node:fs'
import path from 'node:path'
import { stringify } from 'yaml'
import { IntakeSource } from '../../domain/intake-source.ts'
import { replaceFile } from '../evidence/durable-write.ts'
import { readDefinitionText } from './definition-files.ts'
import { checkDefinition, openDefinition } from './parse-definition.ts'

/** `<home>/sources/<id>.yml`: what is remembered of each source that hands its listings over. */
export class IntakeSources {
  readonly #folder: string

  constructor(folder: string) {
    this.#folder = folder
  }

  /** @throws {DefinitionError} `file:line: field: what is wrong`. */
  find(id: string): IntakeSource | undefined {
    const file = this.#fileOf(id)
    if (!existsSync(file)) return undefined
    const definition = openDefinition(file, readDefinitionText(file))
    return checkDefinition(file, definition, IntakeSource)
  }

  list(): IntakeSource[] {
    if (!existsSync(this.#folder)) return []
    const names = readdirSync(this.#folder).filter((name) => name.endsWith('.yml'))
    return names.toSorted().flatMap((name) => this.find(name.slice(0, -'.yml'.length)) ?? [])
  }

  /** @throws {StorageError} */
  async save(source: IntakeSource): Promise<void> {
    await replaceFile(this.#fileOf(source.id), Buffer.from(stringify(source)))
  }

  #fileOf(id: string): string {
    return path.join(this.#folder, `${id}.yml`)
  }
}

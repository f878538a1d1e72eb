import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { DefinitionError } from '../../domain/errors.ts'
import { RoutingTable } from '../../domain/reference-data.ts'
import { Platform, SignalKind } from '../../domain/vocabulary.ts'
import { readDefinitionText } from './definition-files.ts'
import { checkDefinition, openDefinition } from './parse-definition.ts'

/**
 * Reads `routing.yml` of the folder (data/agencies), and of the unit's own where there is one: the unit's rows come
 * first, so that its reasons and roles hold.
 *
 * @throws {DefinitionError} also where a row names a platform or signal that does not exist.
 */
export function loadRouting(folder: string, overlay?: string): RoutingTable {
  const shipped = readTable(join(folder, 'routing.yml'))
  const own = overlay === undefined ? undefined : join(overlay, 'routing.yml')
  if (own === undefined || !existsSync(own)) return shipped
  return { rules: [...readTable(own).rules, ...shipped.rules] }
}

function readTable(file: string): RoutingTable {
  const definition = openDefinition(file, readDefinitionText(file))
  const table = checkDefinition(file, definition, RoutingTable)
  const problems = table.rules.flatMap(({ when }, index) => [
    ...unknown(when.platforms, Platform.options).map((name) => problem(index, 'platforms', name)),
    ...unknown(when.signals, SignalKind.options).map((name) => problem(index, 'signals', name)),
  ])
  if (problems.length > 0) throw new DefinitionError(problems.join('\n'))
  return table

  function problem(index: number, key: string, name: string): string {
    const line = definition.lineOf(['rules', index, 'when', key])
    return `${file}:${line}: rules.${index}.when.${key}: there is no ${name}`
  }
}

function unknown(names: readonly string[] | undefined, known: readonly string[]): string[] {
  return (names ?? []).filter((name) => !known.includes(name))
}

import { existsSync } from 'node:fs'
import { basename } from 'node:path'
import { type AgencyUnit, AgencyUnits } from '../../domain/agency-unit.ts'
import { DefinitionError } from '../../domain/errors.ts'
import { type DivisionCode, levelOfCode } from '../../domain/territory.ts'
import { listDefinitionFiles, readDefinitionText } from './definition-files.ts'
import { checkDefinition, openDefinition } from './parse-definition.ts'

/** The other file of the folder, read by `loadRouting`. */
const ROUTING = 'routing.yml'

/**
 * Reads a unit's directory of bodies: every `*.yml` of the folder but `routing.yml`. No folder, no directory.
 *
 * @throws {DefinitionError} one line per problem, `file:line: field: what is wrong`. Two bodies of one kind for one
 * division are refused: nothing would say which of them acts.
 */
export function loadAgencyUnits(folder: string, isDivision: (code: DivisionCode) => boolean): AgencyUnit[] {
  if (!existsSync(folder)) return []
  const files = listDefinitionFiles(folder, '.yml').filter((file) => basename(file) !== ROUTING)
  const taken = new Map<string, string>()
  const problems: string[] = []
  const units = files.flatMap((file) => {
    const definition = openDefinition(file, readDefinitionText(file))
    const found = checkDefinition(file, definition, AgencyUnits).units
    found.forEach((unit, index) => {
      const line = definition.lineOf(['units', index])
      const place = `${file}:${line}: units.${index}`
      problems.push(...divisionProblems(unit, isDivision).map((what) => `${place}.${what}`))
      for (const [key, what] of claimsOf(unit)) {
        const other = taken.get(key)
        if (other) problems.push(`${place}.${what}, as at ${other}`)
        else taken.set(key, `${file}:${line}`)
      }
    })
    return found
  })
  if (problems.length > 0) throw new DefinitionError(problems.join('\n'))
  return units
}

function divisionProblems(unit: AgencyUnit, isDivision: (code: DivisionCode) => boolean): string[] {
  const unknown = [unit.territory, ...unit.covers].filter((code) => !isDivision(code))
  const level = levelOfCode(unit.territory)
  return [
    ...unknown.map((code) => `territory: there is no division ${code} (data/territory)`),
    ...(level === unit.level ? [] : [`level: ${unit.territory} is of level ${level}`]),
  ]
}

/** What no two bodies may share. */
function claimsOf({ id, agency, territory }: AgencyUnit): [key: string, what: string][] {
  return [
    [`id ${id}`, `id: ${id} is taken`],
    [`${agency} ${territory}`, `territory: a ${agency} body for ${territory} is there already`],
  ]
}

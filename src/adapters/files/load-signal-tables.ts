import { join } from 'node:path'
import { DefinitionError } from '../../domain/errors.ts'
import { RegionTable, ShopCategories, type SignalTables } from '../../domain/reference-data.ts'
import { readDefinitionText } from './definition-files.ts'
import { checkDefinition, openDefinition, parseDefinition } from './parse-definition.ts'

/**
 * Reads `regions.yml` and `shop-categories.yml` of the folder (data/signals).
 *
 * @param isDivision whether a code stands for a division in use.
 * @throws {DefinitionError} also where a row names a division that does not exist.
 */
export function loadSignalTables(folder: string, isDivision: (code: string) => boolean): SignalTables {
  const shops = join(folder, 'shop-categories.yml')
  const file = join(folder, 'regions.yml')
  const definition = openDefinition(file, readDefinitionText(file))
  const { regions } = checkDefinition(file, definition, RegionTable)
  const problems = regions.flatMap(({ code }, index) =>
    isDivision(code)
      ? []
      : [
          `${file}:${definition.lineOf(['regions', index])}: regions.${index}.code: there is no division ${code}`,
        ],
  )
  if (problems.length > 0) throw new DefinitionError(problems.join('\n'))
  return { regions, shopCategories: parseDefinition(shops, readDefinitionText(shops), ShopCategories) }
}

export interface OpenElement {
  readonly name: string
  readonly attributes: Readonly<Record<string, string>>
}

/** A selector that can be told from the open elements alone. */
export interface StreamSelector {
  /** What to take of the element instead of its text. */
  readonly attribute: string | undefined
  /** Whether the innermost of the open elements is one that is selected. */
  matches(open: readonly OpenElement[]): boolean
}

/** `div#main.item[data-id]`, as far as one step goes. */
interface Step {
  readonly name: string | undefined
  readonly id: string | undefined
  readonly classes: readonly string[]
  readonly attributes: readonly { readonly name: string; readonly value: string | undefined }[]
}

const STEP =
  /^([a-zA-Z][\w-]*|\*)?((?:[.#][a-zA-Z_\u0080-\uffff-][\w\u0080-\uffff-]*|\[[a-zA-Z][\w-]*(?:="[^"\]]*")?\])*)$/u
const PART = /[.#][^.#[]+|\[[^\]]*\]/gu

/**
 * Reads `h1.title`, `.item a@href`, `#price`, `meta[itemprop="price"]@content`: names, ids, classes, attributes and descendants.
 * Undefined for everything else: lists, children, siblings, pseudo-classes.
 */
export function compileSelector(selector: string): StreamSelector | undefined {
  const at = selector.lastIndexOf('@')
  const attribute = at < 0 ? undefined : selector.slice(at + 1).trim()
  const css = (at < 0 ? selector : selector.slice(0, at)).trim()
  const steps = css.split(/\s+/).map(compileStep)
  const last = steps.pop()
  if (last === undefined || steps.includes(undefined)) return undefined
  const outer = (steps as Step[]).toReversed()
  return { attribute, matches: (open) => isStep(last, open.at(-1)) && isInside(outer, open) }
}

function compileStep(text: string): Step | undefined {
  const parsed = STEP.exec(text)
  if (parsed === null || text === '') return undefined
  const [, name, rest = ''] = parsed
  const parts = rest.match(PART) ?? []
  const of = (sign: string) => parts.filter((part) => part.startsWith(sign)).map((part) => part.slice(1))
  const ids = of('#')
  if (ids.length > 1) return undefined
  return {
    name: name === undefined || name === '*' ? undefined : name.toLowerCase(),
    id: ids[0],
    classes: of('.'),
    attributes: of('[').map((part) => {
      const [attribute = '', value] = part.slice(0, -1).split(/=(.*)/su)
      return { name: attribute.toLowerCase(), value: value?.slice(1, -1) }
    }),
  }
}

/** Each outer step holds of some element further out, innermost first: for descendants the nearest that fits is as good as any. */
function isInside(outer: readonly Step[], open: readonly OpenElement[]): boolean {
  let at = open.length - 2
  for (const step of outer) {
    while (at >= 0 && !isStep(step, open[at])) at -= 1
    if (at < 0) return false
    at -= 1
  }
  return true
}

function isStep({ name, id, classes, attributes }: Step, element: OpenElement | undefined): boolean {
  if (element === undefined || (name !== undefined && name !== element.name)) return false
  const given = element.attributes
  if (id !== undefined && given.id !== id) return false
  if (classes.length > 0 && !hasClasses(classes, given.class)) return false
  return attributes.every(
    ({ name: key, value }) => key in given && (value === undefined || given[key] === value),
  )
}

function hasClasses(wanted: readonly string[], given: string | undefined): boolean {
  if (given === undefined) return false
  const classes = given.split(/\s+/)
  return wanted.every((name) => classes.includes(name))
}

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
  /** The step before it holds of the parent, not of any element further out. */
  readonly isChild: boolean
  readonly name: string | undefined
  readonly id: string | undefined
  readonly classes: readonly string[]
  readonly attributes: readonly AttributeTest[]
}

interface AttributeTest {
  readonly name: string
  readonly value: string | undefined
  /** `^=`: the attribute begins with the value. */
  readonly isPrefix: boolean
}

const STEP =
  /^([a-zA-Z][\w-]*|\*)?((?:[.#][a-zA-Z_\u0080-\uffff-][\w\u0080-\uffff-]*|\[[a-zA-Z][\w-]*(?:\^?=(?:"[^"\]]+"|[\w-]+))?\])*)$/u
const PART = /[.#][^.#[]+|\[[^\]]*\]/gu

/**
 * Reads `h1.title`, `.item > a@href`, `#price`, `meta[itemprop="price"]@content`: names, ids, classes, attributes, children and
 * descendants. Undefined for everything else: lists, siblings, pseudo-classes.
 */
export function compileSelector(selector: string): StreamSelector | undefined {
  const at = selector.lastIndexOf('@')
  const attribute = at < 0 ? undefined : selector.slice(at + 1).trim()
  const css = (at < 0 ? selector : selector.slice(0, at)).trim()
  const steps = compileSteps(css)
  const last = steps?.pop()
  if (steps === undefined || last === undefined) return undefined
  const outer = steps.toReversed()
  return {
    attribute,
    matches: (open) => isStep(last, open.at(-1)) && isInside(outer, last.isChild, open, open.length - 2),
  }
}

function compileSteps(css: string): Step[] | undefined {
  const words = css
    .replace(/\s*>\s*/g, ' >')
    .trim()
    .split(/\s+/)
  const steps = words.map((word, index) => {
    const isChild = word.startsWith('>')
    return isChild && index === 0 ? undefined : compileStep(isChild ? word.slice(1) : word, isChild)
  })
  return steps.includes(undefined) ? undefined : (steps as Step[])
}

function compileStep(text: string, isChild: boolean): Step | undefined {
  const parsed = STEP.exec(text)
  if (parsed === null || text === '') return undefined
  const [, name, rest = ''] = parsed
  const parts = rest.match(PART) ?? []
  const of = (sign: string) => parts.filter((part) => part.startsWith(sign)).map((part) => part.slice(1))
  const ids = of('#')
  if (ids.length > 1) return undefined
  return {
    isChild,
    name: name === undefined || name === '*' ? undefined : name.toLowerCase(),
    id: ids[0],
    classes: of('.'),
    attributes: of('[').map((part) => compileAttribute(part.slice(0, -1))),
  }
}

function compileAttribute(text: string): AttributeTest {
  const [, name = '', sign, quoted] = /^([\w-]+)(?:(\^?=)(.*))?$/su.exec(text) ?? []
  const value = quoted?.startsWith('"') ? quoted.slice(1, -1) : quoted
  return { name: name.toLowerCase(), value, isPrefix: sign === '^=' }
}

/**
 * Each outer step, innermost first, holds of the parent or of some element further out. Of several that fit the nearest is
 * tried first; behind a child it may be the wrong one.
 */
function isInside(
  outer: readonly Step[],
  isChild: boolean,
  open: readonly OpenElement[],
  from: number,
): boolean {
  const [step, ...rest] = outer
  if (step === undefined) return true
  for (let at = from; at >= (isChild ? Math.max(from, 0) : 0); at -= 1) {
    if (isStep(step, open[at]) && isInside(rest, step.isChild, open, at - 1)) return true
  }
  return false
}

function isStep({ name, id, classes, attributes }: Step, element: OpenElement | undefined): boolean {
  if (element === undefined || (name !== undefined && name !== element.name)) return false
  const given = element.attributes
  if (id !== undefined && given.id !== id) return false
  if (classes.length > 0 && !hasClasses(classes, given.class)) return false
  return attributes.every((test) => isAttribute(test, given[test.name]))
}

function isAttribute({ value, isPrefix }: AttributeTest, given: string | undefined): boolean {
  if (given === undefined) return false
  return value === undefined || (isPrefix ? given.startsWith(value) : given === value)
}

function hasClasses(wanted: readonly string[], given: string | undefined): boolean {
  // Most elements have none of the letters: the list is taken apart for the others only.
  if (given === undefined || !wanted.every((name) => given.includes(name))) return false
  const classes = given.split(/\s+/)
  return wanted.every((name) => classes.includes(name))
}

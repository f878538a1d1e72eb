/** One listing as the fit sees it: columns in rising order, their values, and the answer. */
export interface Row {
  readonly columns: Int32Array
  readonly values: Float64Array
  readonly flagged: boolean
}

export interface Fitted {
  readonly intercept: number
  readonly weights: Float64Array
}

/** Enough for the gradient to vanish on some thousands of listings; fixed, so that the same data gives the same bytes. */
const STEPS = 300

/**
 * Logistic regression with an L2 penalty on all weights but the intercept, fitted by accelerated gradient descent
 * (Nesterov) with the step that the data's own bound allows. Deterministic: no chance, fixed order, fixed steps.
 */
export function fitLogistic(rows: readonly Row[], columns: number, l2: number): Fitted {
  // One more column for the intercept.
  const weights = new Float64Array(columns + 1)
  const ahead = new Float64Array(columns + 1)
  const gradient = new Float64Array(columns + 1)
  const step = 1 / (l2 + 0.25 * largestNorm(rows) * rows.length)
  let momentum = 1
  for (let round = 0; round < STEPS; round += 1) {
    gradientAt({ rows, at: ahead, l2 }, gradient)
    const next = (1 + Math.sqrt(1 + 4 * momentum * momentum)) / 2
    const push = (momentum - 1) / next
    momentum = next
    for (let column = 0; column <= columns; column += 1) {
      const before = weights[column] as number
      const now = (ahead[column] as number) - step * (gradient[column] as number)
      weights[column] = now
      ahead[column] = now + push * (now - before)
    }
  }
  return { intercept: weights[columns] as number, weights: weights.subarray(0, columns) }
}

function gradientAt(
  { rows, at, l2 }: { rows: readonly Row[]; at: Float64Array; l2: number },
  gradient: Float64Array,
): void {
  const last = at.length - 1
  for (let column = 0; column < last; column += 1) gradient[column] = l2 * (at[column] as number)
  gradient[last] = 0
  for (const row of rows) {
    const miss = sigmoid(logOdds(row, at, at[last] as number)) - (row.flagged ? 1 : 0)
    const { columns, values } = row
    for (let index = 0; index < columns.length; index += 1) {
      const column = columns[index] as number
      gradient[column] = (gradient[column] as number) + miss * (values[index] as number)
    }
    gradient[last] = (gradient[last] as number) + miss
  }
}

export function logOdds({ columns, values }: Row, weights: Float64Array, intercept: number): number {
  let sum = intercept
  for (let index = 0; index < columns.length; index += 1)
    sum += (values[index] as number) * (weights[columns[index] as number] as number)
  return sum
}

export function sigmoid(value: number): number {
  return 1 / (1 + Math.exp(-value))
}

function largestNorm(rows: readonly Row[]): number {
  let largest = 1
  for (const { values } of rows)
    largest = Math.max(
      largest,
      values.reduce((sum, value) => sum + value * value, 1),
    )
  return largest
}

import { expect } from 'vitest'
import { type Random, seededRandom } from '../../src/crawl/seeded-random.ts'
import {
  type LoggedEvent,
  type Machine,
  type NewEvent,
  type Ruling,
  replay,
  rule,
} from '../../src/domain/state-machine.ts'

/** A second telling of the same machine: what it remembers, and what it answers. */
export interface Model<Memory extends { state: string }, Event extends string, Facts> {
  start(): Memory
  draw(random: Random, memory: Memory): { request: NewEvent<Event>; facts: Facts }
  /** The memory after the event; undefined where it is refused. */
  next(memory: Memory, request: NewEvent<Event>, facts: Facts): Memory | undefined
}

export const pick = <T>(random: Random, from: readonly T[]): T =>
  from[Math.floor(random() * from.length)] as T

/** Random events, in any order; machine and model must agree on each, and replay on the end. Returns how many were applied and refused. */
export function compareWithModel<
  State extends string,
  Event extends string,
  Facts,
  Memory extends { state: State },
>(
  machine: Machine<State, Event, Facts>,
  model: Model<Memory, Event, Facts>,
  { sequences, steps, seed }: { sequences: number; steps: number; seed: number },
): { applied: number; refused: number } {
  const random = seededRandom(seed)
  let applied = 0
  for (let sequence = 0; sequence < sequences; sequence += 1)
    applied += compareOne(machine, model, random, steps)
  return { applied, refused: sequences * steps - applied }
}

function compareOne<State extends string, Event extends string, Facts, Memory extends { state: State }>(
  machine: Machine<State, Event, Facts>,
  model: Model<Memory, Event, Facts>,
  random: Random,
  steps: number,
): number {
  const log: LoggedEvent<Event>[] = []
  let memory = model.start()
  for (let step = 0; step < steps; step += 1) {
    const { request, facts } = model.draw(random, memory)
    const next = model.next(memory, request, facts)
    const ruling = rule(machine, log, request, facts)
    if (!agrees(ruling, next?.state))
      expect.unreachable(JSON.stringify({ log, request, facts, ruling, next }))
    if (next === undefined) continue
    log.push({ seq: log.length + 1, ...request })
    memory = next
  }
  if (replay(machine, log) !== memory.state) expect.unreachable(JSON.stringify({ log, memory }))
  return log.length
}

/** Told apart by hand: an expectation for each of a million steps takes a minute. A refusal says why. */
function agrees<State>(ruling: Ruling<State>, to: State | undefined): boolean {
  return 'refused' in ruling ? to === undefined && ruling.refused.length > 0 : ruling.to === to
}

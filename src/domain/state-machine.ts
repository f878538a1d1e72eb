// States as data. What may happen in which state is a table; one interpreter reads it, so that what a test enumerates is what runs.

/** One thing that happened. Never changed or removed: an error is mended by a later event. */
export interface LoggedEvent<Event extends string> {
  /** From 1, without gaps. */
  readonly seq: number
  readonly event: Event
  readonly by: string
  readonly at: string
  readonly reason?: string | undefined
  readonly data?: Readonly<Record<string, unknown>> | undefined
}

export type NewEvent<Event extends string> = Omit<LoggedEvent<Event>, 'seq'>

/** Why it may not happen, in words for staff; undefined when it may. */
export type Guard<Event extends string, Facts> = (
  request: NewEvent<Event>,
  history: readonly LoggedEvent<Event>[],
  facts: Facts,
) => string | undefined

export interface Transition<State extends string, Event extends string, Facts> {
  readonly event: Event
  readonly from: readonly State[]
  /** `back`: to where the event that is taken back came from. */
  readonly to: State | 'back'
  readonly guards?: readonly Guard<Event, Facts>[]
}

export interface Machine<State extends string, Event extends string, Facts> {
  readonly initial: State
  readonly stateLabel: Readonly<Record<State, string>>
  readonly eventLabel: Readonly<Record<Event, string>>
  readonly transitions: readonly Transition<State, Event, Facts>[]
}

export type Ruling<State> = { readonly to: State } | { readonly refused: string }

/** Whether the request may follow on the history, and where it leads. */
export function rule<State extends string, Event extends string, Facts>(
  machine: Machine<State, Event, Facts>,
  history: readonly LoggedEvent<Event>[],
  request: NewEvent<Event>,
  facts: Facts,
): Ruling<State> {
  const state = replay(machine, history)
  const transition = machine.transitions.find(
    ({ event, from }) => event === request.event && from.includes(state),
  )
  if (!transition)
    return { refused: `“${machine.stateLabel[state]}”时不能${machine.eventLabel[request.event]}` }
  for (const guard of transition.guards ?? []) {
    const refused = guard(request, history, facts)
    if (refused !== undefined) return { refused }
  }
  return { to: transition.to === 'back' ? stateBeforeLast(machine, history) : transition.to }
}

/** The state that the events lead to. @throws {TypeError} when they cannot have happened: the log is damaged. */
export function replay<State extends string, Event extends string, Facts>(
  machine: Machine<State, Event, Facts>,
  history: readonly LoggedEvent<Event>[],
): State {
  let state = machine.initial
  for (const [index, entry] of history.entries()) {
    if (entry.seq !== index + 1) throw new TypeError(`event ${index + 1} is numbered ${entry.seq}`)
    const from = state
    const transition = machine.transitions.find(
      (candidate) => candidate.event === entry.event && candidate.from.includes(from),
    )
    if (!transition) throw new TypeError(`event ${entry.seq}: ${entry.event} cannot happen in ${state}`)
    state = transition.to === 'back' ? stateBeforeLast(machine, history.slice(0, index)) : transition.to
  }
  return state
}

/** The last event that was not taken back: what “undo” would take back. */
export function lastStanding<Event extends string>(
  history: readonly LoggedEvent<Event>[],
): LoggedEvent<Event> | undefined {
  return standingEvents(history).at(-1)
}

/** The events as if those that were taken back had never been. */
export function standingEvents<Event extends string>(
  history: readonly LoggedEvent<Event>[],
): LoggedEvent<Event>[] {
  const standing: LoggedEvent<Event>[] = []
  for (const entry of history) {
    if (entry.event === 'undo') standing.pop()
    else standing.push(entry)
  }
  return standing
}

/** Where what “undo” takes back came from. */
function stateBeforeLast<State extends string, Event extends string, Facts>(
  machine: Machine<State, Event, Facts>,
  history: readonly LoggedEvent<Event>[],
): State {
  return replay(machine, history.slice(0, (lastStanding(history)?.seq ?? 1) - 1))
}

import { addTo } from '../../lists.ts'
import type { FilePlan } from '../file-plan.ts'
import type { TakenExchange } from '../take.ts'
import { statesInOrder } from './states.ts'
import type { Step, Stub } from './stub.ts'

/** A mapping with an answer that can be imported. */
export interface Mapping extends Pick<TakenExchange, 'answer' | 'lacks' | 'isRedacted'> {
  stub: Stub
  file: FilePlan
  /** The position of the file among all files, and of the mapping in it. */
  nth: number
  at: number
}

/** The mappings of one WireMock server, spread over any number of files. */
export class StubServer {
  readonly #steps = new Map<string, Step[]>()
  readonly #byRequest = new Map<string, Mapping[]>()

  /** Notes how a mapping changes its scenario, even if it has no answer to import. */
  see({ scenario }: Stub): void {
    if (scenario !== undefined) addTo(this.#steps, scenario.name, scenario)
  }

  add(request: string, mapping: Mapping): void {
    addTo(this.#byRequest, request, mapping)
  }

  /** For each request, the mappings that answer it, in order, and those that never do. */
  *requests(): Generator<{ request: string; answers: Mapping[]; unused: Mapping[] }> {
    const places = new Map([...this.#steps].map(([name, steps]) => [name, placesOf(steps)]))
    for (const [request, mappings] of this.#byRequest) {
      const answers = answersOf(mappings, places)
      yield { request, answers, unused: mappings.filter((one) => !answers.includes(one)) }
    }
  }
}

/** One mapping; if it belongs to a scenario, one for each state. */
function answersOf(
  mappings: readonly Mapping[],
  places: ReadonlyMap<string, ReadonlyMap<string, number>>,
): Mapping[] {
  const sorted = mappings.toSorted(byRank)
  const name = sorted[0]?.stub.scenario?.name
  if (name === undefined) return sorted.slice(0, 1)
  const byPlace = new Map<number, Mapping>()
  for (const mapping of sorted) {
    const { scenario } = mapping.stub
    if (scenario?.name !== name) continue
    const place = places.get(name)?.get(scenario.needs) ?? 0
    if (!byPlace.has(place)) byPlace.set(place, mapping)
  }
  return [...byPlace].toSorted(([a], [b]) => a - b).map(([, mapping]) => mapping)
}

/** Of equal priority, WireMock prefers the last mapping of a file. It does not define the order of files; here, the first wins. */
const byRank = (a: Mapping, b: Mapping) =>
  a.stub.priority - b.stub.priority || a.nth - b.nth || b.at - a.at

const placesOf = (steps: readonly Step[]) =>
  new Map(statesInOrder(steps).map((state, place) => [state, place]))

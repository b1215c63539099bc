import type { Item } from '../exchange.ts'
import type { ImportOutcome } from '../file-plan.ts'
import type { Owners } from '../owners.ts'
import { take } from '../take.ts'
import type { Taking } from '../take.ts'
import { StubServer } from './server.ts'
import type { Mapping } from './server.ts'
import { serverOf } from './stub.ts'
import type { Stub } from './stub.ts'

const UNUSED = { why: 'WireMock has another mapping for this request, which comes first' }

/** Adds a mapping to those of its server. Its outcome is known once all of them are. */
export function postpone(
  item: Exclude<Item, { kind: 'rule' }>,
  stub: Stub,
  where: Pick<Mapping, 'file' | 'nth' | 'at'>,
  taking: Taking,
  servers: Map<string, StubServer>,
): ImportOutcome {
  const name = serverOf(where.file.path)
  const server = servers.get(name) ?? new StubServer()
  servers.set(name, server)
  server.see(stub)
  if (item.kind === 'skip') return { why: item.why }
  const taken = take(item.exchange, taking)
  if ('why' in taken) return taken
  // Nothing else of it is kept, such as its bodies.
  const { id, answer, lacks, isRedacted } = taken
  server.add(id, { ...where, stub, answer, lacks, isRedacted })
  return UNUSED
}

/** Decides which mappings to import, once all files are read, and returns those. */
export function settle(server: StubServer, owners: Owners): Mapping[] {
  return [...server.requests()].flatMap(({ request, answers, unused }) => {
    for (const { file, at, answer } of unused)
      file.outcomes[at] = answers.some((one) => one.answer === answer) ? 'duplicate' : UNUSED
    const claims = owners.claimsOf(answers[0]?.file.path ?? '')
    const outcomes = answers.map(({ answer }, place) => claims.claim(request, answer, place))
    for (const place of claims.repeats()) outcomes[place] = 'duplicate'
    for (const [place, { file, at }] of answers.entries())
      file.outcomes[at] = outcomes[place] ?? 'duplicate'
    const taken = answers.filter((_, place) => outcomes[place] === 'taken')
    if (taken.length > 1) arrange(taken)
    return taken
  })
}

/** Notes the order of the answers of one recording, which may be in several files. */
function arrange(answers: readonly Mapping[]): void {
  const last = answers.reduce((a, b) => ((a.nth - b.nth || a.at - b.at) > 0 ? a : b))
  for (const [place, one] of answers.entries()) {
    one.file.places ??= new Map()
    one.file.places.set(one.at, { place, isLast: one === last })
  }
}

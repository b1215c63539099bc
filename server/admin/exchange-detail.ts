import { callIn } from '../journal/call-in.ts'
import { eventsOf } from '../journal/events.ts'
import { plainExchange } from '../journal/members.ts'
import type { Exchange } from '../journal/types.ts'
import type { Difference } from '../fixtures/conditions.ts'
import { hideParts, redactText, secretsIn } from '../redaction/redact.ts'
import type { Store } from '../store/store.ts'
import { sessionOf } from './sources.ts'
import type { AdminSources } from './sources.ts'

/**
 * An exchange with derived values: the events of its stream, the fixtures that matched besides the one
 * that answered, and each condition of its near misses. Fixtures are compared as they are now.
 */
export function detailOf(exchange: Exchange, admin: AdminSources): object {
  const { fixture, misses, request } = exchange
  const events = eventsOf(exchange)
  const compared = misses !== undefined || fixture !== undefined
  const call = compared
    ? callIn(exchange, admin.catalogue, sessionOf(admin, exchange.session))
    : undefined
  const { store } = admin
  const { difference } = redactionOf(request.text, store)
  return {
    ...plainExchange(exchange),
    ...(events !== undefined && { events }),
    ...(call !== undefined &&
      fixture !== undefined && {
        decided: { by: fixture, ...store.decided(fixture, call) },
        conditions: store.compare(fixture, call).map(difference),
      }),
    ...(misses !== undefined && {
      misses: misses.map((miss) => ({
        ...miss,
        ...(call !== undefined && {
          differences: store.compare(miss.fixture, call).map(difference),
        }),
      })),
    }),
  }
}

/** Hides what a request has of secrets, in sentences and comparisons that quote it. */
export function redactionOf(request: string, { settings: { redact } }: Pick<Store, 'settings'>) {
  const secrets = secretsIn(request, redact)
  const hide = (text: string) => redactText(hideParts(text, secrets), redact)
  const difference = (one: Difference): Difference => ({
    ...one,
    actual: hide(one.actual),
    reasons: one.reasons.map(hide),
  })
  return { hide, difference }
}

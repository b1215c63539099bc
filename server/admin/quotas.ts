import { list, member, string, whole, number, object } from '../shape/shape.ts'
import { guardrailLimits } from '../quotas/config.ts'
import { chain, gathered } from '../maybe-async.ts'
import type { AdminRoute } from './route.ts'
import { sessionMember } from '../journal/filter-shape.ts'

const state = object({
  limit: member(whole(0), 'The limit per period.', 'required'),
  left: member(number, 'The remaining amount.', 'required'),
  filledInMs: member(whole(0), 'Milliseconds until it is full again; 0 if it is full.', 'required'),
})

const quotaState = object({
  session: member(string, 'The session that it belongs to.', 'required'),
  quota: member(
    string,
    'The glob in the config that sets it; `guardrails` for the limits of guardrails.',
    'required',
  ),
  model: member(string, 'The model or profile; none for guardrails.'),
  region: member(string, 'The region.', 'required'),
  requestsPerMinute: member(state, 'Calls per minute.'),
  tokensPerMinute: member(state, 'Tokens per minute.'),
  tokensPerDay: member(state, 'Tokens per 24 hours.'),
  ...Object.fromEntries(
    guardrailLimits.map((name) => [
      name,
      member(
        state,
        name === 'requestsPerSecond'
          ? 'Calls of ApplyGuardrail per second.'
          : 'Text units per second that this policy of guardrails may take.',
      ),
    ]),
  ),
})

const MAX_MS = 366 * 24 * 3_600_000

const clock = object({
  now: member(string, 'The clock that refills quotas and makes models ready.', 'required'),
  aheadMs: member(number, 'How far the clock was advanced.', 'required'),
})

export const quotaRoutes: readonly AdminRoute[] = [
  {
    method: 'GET',
    path: '/quotas',
    summary: 'Lists the remaining quotas of each called model and of guardrails',
    query: { session: sessionMember },
    answer: { what: 'By session, model and region.', shape: list(quotaState) },
    async run({ session }, { sessions, quotas, guardrailQuotas }) {
      const selected = sessions
        .list()
        .filter(({ name }) => session === undefined || name === session)
      const states = await gathered(
        selected.map((one) =>
          chain(quotas.state(one), (models) =>
            chain(guardrailQuotas?.state(one) ?? [], (guardrails) => [
              ...models.map((row) => ({ session: one.name, ...row })),
              ...guardrails.map((row) => ({ session: one.name, quota: 'guardrails', ...row })),
            ]),
          ),
        ),
      )
      return states.flat()
    },
  },
  {
    method: 'GET',
    path: '/clock',
    summary: "The server's own time",
    answer: { what: 'The clock.', shape: clock },
    run: (_request, sources) => describeClock(sources.clock),
  },
  {
    method: 'POST',
    path: '/clock',
    changes: 'quotas',
    summary: 'Advances the clock, so that tests need not wait for quotas to refill',
    body: object({
      advanceMs: member(
        { kind: 'number', min: 0, max: MAX_MS },
        'The number of milliseconds.',
        'required',
      ),
    }),
    answer: { what: 'The clock.', shape: clock },
    run({ body }, sources) {
      sources.clock.advance((body as { advanceMs: number }).advanceMs)
      return describeClock(sources.clock)
    },
  },
]

const describeClock = ({ now, aheadMs }: { now(): number; aheadMs: number }) => ({
  now: new Date(now()).toISOString(),
  aheadMs,
})

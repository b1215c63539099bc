import { list, member, string, whole, number, object } from '../shape/shape.ts'
import type { AdminRoute } from './route.ts'
import { sessionMember } from '../journal/filter-shape.ts'

const state = object({
  limit: member(whole(0), 'How much there is in each period.', 'required'),
  left: member(number, 'How much is left.', 'required'),
  filledInMs: member(whole(0), 'When it is filled again; 0 where it is full.', 'required'),
})

const quotaState = object({
  session: member(string, 'Whose it is.', 'required'),
  quota: member(string, 'The glob that the config says it for.', 'required'),
  model: member(string, 'The model or profile.', 'required'),
  region: member(string, 'The region.', 'required'),
  requestsPerMinute: member(state, 'Calls a minute.'),
  tokensPerMinute: member(state, 'Tokens a minute.'),
  tokensPerDay: member(state, 'Tokens in 24 hours.'),
})

const MAX_MS = 366 * 24 * 3_600_000

const clock = object({
  now: member(string, 'The time by which quotas are filled and models become ready.', 'required'),
  aheadMs: member(number, 'How far it was moved.', 'required'),
})

export const quotaRoutes: readonly AdminRoute[] = [
  {
    method: 'GET',
    path: '/quotas',
    summary: 'What is left of the quotas, for each model that was called',
    query: { session: sessionMember },
    answer: { what: 'By session, model and region.', shape: list(quotaState) },
    run: ({ session }, { sessions, quotas }) =>
      sessions
        .list()
        .filter(({ name }) => session === undefined || name === session)
        .flatMap((one) => quotas.state(one).map((row) => ({ session: one.name, ...row }))),
  },
  {
    method: 'GET',
    path: '/clock',
    summary: "The server's own time",
    answer: { what: 'The clock.', shape: clock },
    run: (_asked, sources) => shown(sources.clock),
  },
  {
    method: 'POST',
    path: '/clock',
    changes: 'quotas',
    summary: 'Moves it on, so that nobody has to wait for a quota to fill',
    body: object({
      advanceMs: member(
        { kind: 'number', min: 0, max: MAX_MS },
        'By so many milliseconds.',
        'required',
      ),
    }),
    answer: { what: 'The clock.', shape: clock },
    run({ body }, sources) {
      sources.clock.advance((body as { advanceMs: number }).advanceMs)
      return shown(sources.clock)
    },
  },
]

const shown = ({ now, aheadMs }: { now(): number; aheadMs: number }) => ({
  now: new Date(now()).toISOString(),
  aheadMs,
})

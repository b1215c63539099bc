import { STEP_MS } from '../journal/recent.ts'
import { choice, list, map, member, number, object, string, whole } from '../shape/shape.ts'
import type { AdminRoute } from './route.ts'

const step = object({
  at: member(number, 'When it began, in milliseconds since 1970.', 'required'),
  calls: member(whole(0), 'Calls that ended in it.', 'required'),
  failed: member(whole(0), 'Those with an error or without an answer.', 'required'),
  sources: member(map, 'Calls by source.', 'required'),
  p50Ms: member(number, 'Half of the calls took at most this long.'),
  p95Ms: member(number, '19 of 20 calls took at most this long.'),
  firstByteP50Ms: member(number, 'The same for the first event of streams.'),
  firstByteP95Ms: member(number, 'The same for the first event of streams.'),
  inputTokens: member(whole(0), 'Tokens of requests.', 'required'),
  outputTokens: member(whole(0), 'Tokens of answers.', 'required'),
  cost: member(number, 'US dollars, estimated.', 'required'),
  streamsOpen: member(
    whole(0),
    'The largest number of streams open at once; with several workers, the sum of the largest of each.',
    'required',
  ),
})

const warning = object({
  at: member(number, 'In milliseconds since 1970.', 'required'),
  level: member(choice('level', 'warn', 'error'), 'The severity.', 'required'),
  text: member(string, 'The text in the log.', 'required'),
})

export const seriesRoutes: readonly AdminRoute[] = [
  {
    method: 'GET',
    path: '/series',
    summary: 'Returns metrics of the last fifteen minutes, in steps of ten seconds',
    answer: {
      what: 'The steps; the last one is still running.',
      shape: object({
        stepMs: member(whole(1), 'The length of a step.', 'required'),
        steps: member(list(step), 'Oldest first.', 'required'),
      }),
    },
    run: (_request, { journal }) => ({
      stepMs: STEP_MS,
      steps: journal.totals.recent.steps(Date.now()),
    }),
  },
  {
    method: 'GET',
    path: '/warnings',
    summary: 'Returns the last warnings and errors of the log, subject to the log level',
    answer: { what: 'Oldest first, 100 at most.', shape: list(warning) },
    run: (_request, { warnings }) => warnings.list(),
  },
]

import { version } from '../package.ts'
import { list, map, member, string, whole, object } from '../shape/shape.ts'
import { sentence } from '../shape/problem.ts'
import type { AdminRoute } from './route.ts'
import { mode } from './shapes.ts'

const health = object({
  status: member(string, 'ok', 'required'),
  version: member(string, 'Of bedrock-local.', 'required'),
  mode: member(mode, 'What happens when no fixture matches.', 'required'),
  uptimeMs: member(whole(0), 'Since the start.', 'required'),
  fixtures: member(whole(0), 'Loaded rules.', 'required'),
  recordings: member(whole(0), 'Loaded recordings.', 'required'),
  problems: member(list(string), 'What is wrong in the fixtures folders.', 'required'),
})

export const healthRoutes: readonly AdminRoute[] = [
  {
    method: 'GET',
    path: '/health',
    summary: 'Whether the server lives, and what it has loaded',
    open: true,
    answer: { what: 'It does.', shape: health },
    run: (_asked, { mode: current, startedAt, store }) => ({
      status: 'ok',
      version,
      mode: current.get(),
      uptimeMs: Date.now() - startedAt,
      ...store.count,
      problems: store.problems.map(sentence),
    }),
  },
  {
    method: 'GET',
    path: '/ready',
    summary: 'Whether it takes calls: it does as soon as it listens',
    open: true,
    answer: { what: 'It does.', shape: map },
    run: () => ({ ready: true }),
  },
]

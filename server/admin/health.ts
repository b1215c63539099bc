import { version } from '../package.ts'
import { list, map, member, string, whole, object } from '../shape/shape.ts'
import { sentence } from '../shape/problem.ts'
import type { AdminRoute } from './route.ts'
import { mode } from './shapes.ts'

const health = object({
  status: member(string, 'ok', 'required'),
  version: member(string, 'The version of bedrock-local.', 'required'),
  mode: member(mode, 'How calls are answered that match no fixture.', 'required'),
  uptimeMs: member(whole(0), 'Milliseconds since the start.', 'required'),
  fixtures: member(whole(0), 'Loaded rules.', 'required'),
  recordings: member(whole(0), 'Loaded recordings.', 'required'),
  fingerprint: member(string, 'A digest of the fixtures; the same for the same files.', 'required'),
  problems: member(list(string), 'The problems in the fixtures folders.', 'required'),
  workers: member(whole(1), 'The processes that answer calls, if there are several.'),
})

export const healthRoutes: readonly AdminRoute[] = [
  {
    method: 'GET',
    path: '/health',
    summary: 'Reports that the server is alive and what it has loaded',
    open: true,
    answer: { what: 'It does.', shape: health },
    run: async (_request, { mode: current, startedAt, store, peers }) => ({
      status: 'ok',
      version,
      mode: current.get(),
      uptimeMs: Date.now() - startedAt,
      ...store.count,
      fingerprint: await store.fingerprint(),
      problems: store.problems.map(sentence),
      ...(peers?.count !== undefined && { workers: peers.count }),
    }),
  },
  {
    method: 'GET',
    path: '/ready',
    summary: 'Reports whether the server accepts calls',
    open: true,
    answer: { what: 'It does.', shape: map },
    run: () => ({ ready: true }),
  },
]

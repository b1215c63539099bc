import { version } from '../package.ts'
import type { AdminRoute } from './route.ts'

/** What `/_admin/` answers: the routes at a glance, for somebody with a browser or curl. */
export function routeIndex(rows: readonly AdminRoute[]): object {
  return {
    name: 'bedrock-local admin API',
    version,
    openapi: '/_admin/openapi.json',
    routes: Object.fromEntries(
      rows.map(({ method, path, summary }) => [`${method} /_admin${path}`, summary]),
    ),
  }
}

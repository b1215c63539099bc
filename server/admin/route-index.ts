import { version } from '../package.ts'
import type { AdminRoute } from './route.ts'

/** The response of `/_admin/`: an overview of the routes, for browsers and curl. */
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

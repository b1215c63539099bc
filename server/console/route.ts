import { computed, signal } from '@preact/signals'

// The screen and its state are in the fragment of the address. AWS owns the paths of this port, and a fragment
// reaches no server, no log and no referrer.

export interface Route {
  /** `#/models/amazon.nova-micro-v1:0` is `['models', 'amazon.nova-micro-v1:0']`. */
  path: readonly string[]
  query: URLSearchParams
}

export type Query = Readonly<Record<string, string | undefined>>

export const route = signal<Route>(parseRoute(''))

/**
 * The session whose calls are shown; all of them without one. It is part of every address, so that a link shows what
 * its copier saw. `*` means all sessions, as in the admin API.
 */
export const session = computed(() => sessionIn(route.value.query))

/** The server ignores the rest of a longer name. */
const MAX_SESSION = 128

function sessionIn(query: URLSearchParams): string | undefined {
  const name = (query.get('session') ?? '').slice(0, MAX_SESSION)
  return name === '' || name === '*' ? undefined : name
}

export function parseRoute(hash: string): Route {
  const [path, query] = split(hash.replace(/^#?\/?/, ''))
  return {
    path: path.split('/').filter(Boolean).map(decode),
    query: new URLSearchParams(query),
  }
}

function split(text: string): [string, string] {
  const at = text.indexOf('?')
  return at === -1 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)]
}

/** A text whose percent signs may not be an encoding stays as it is. */
export function decode(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}

/**
 * `href(['live'], { id: '7c1e' })` is `#/live?id=7c1e`. Members without a value are left out. The session stays the
 * current one unless the query names another, or `undefined` for all.
 */
export function href(path: readonly string[], query: Query = {}): string {
  const whole = { ...query, session: 'session' in query ? query.session : session.value }
  const present = Object.entries(whole).filter((entry): entry is [string, string] => !!entry[1])
  const text = new URLSearchParams(present).toString()
  return `#/${path.map(encodePart).join('/')}${text === '' ? '' : `?${text}`}`
}

const encodePart = (part: string) => encodeURIComponent(part).replaceAll('%3A', ':')

export function go(to: string): void {
  location.hash = to
}

/** Changes the query of this screen. What is typed replaces the entry of the history, so that Back leaves the screen. */
export function setQuery(changes: Query, { replace = true } = {}): void {
  const { path, query } = route.value
  const to = href(path, { ...Object.fromEntries(query), ...changes })
  if (to === location.hash) return
  if (replace) {
    history.replaceState(null, '', to)
    readAddress()
  } else go(to)
}

function readAddress(): void {
  route.value = parseRoute(location.hash)
}

export function followAddress(): void {
  readAddress()
  addEventListener('hashchange', readAddress)
}

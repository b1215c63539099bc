import { AwsError } from '../aws/errors.ts'
import type { Json, JsonObject } from '../json.ts'
import { textMember } from './members.ts'

const MAX_RESULTS = 1000

/** The page of a list for `maxResults` and `nextToken`. */
export function pageOf<T>(
  all: readonly T[],
  input: JsonObject,
  idOf: (item: T) => string,
): { items: T[]; nextToken?: string } {
  const from = startOf(textMember(input, 'nextToken'), all, idOf)
  const to = from + pageSize(input['maxResults'])
  const items = all.slice(from, to)
  const last = items.at(-1)
  return { items, ...(to < all.length && last && { nextToken: tokenAfter(idOf(last), to) }) }
}

function pageSize(value: Json | undefined): number {
  const size = Number(value ?? MAX_RESULTS)
  return Number.isInteger(size) && size >= 1 ? Math.min(size, MAX_RESULTS) : MAX_RESULTS
}

// A token names the last item of its page, so that deleting an earlier one shifts nothing, and its position, in case it
// was deleted itself.
const TOKEN = /^(\d{1,6}):([a-zA-Z0-9-:.]+)$/

const tokenAfter = (id: string, to: number): string => Buffer.from(`${to}:${id}`).toString('base64')

function startOf<T>(
  token: string | undefined,
  all: readonly T[],
  idOf: (item: T) => string,
): number {
  if (token === undefined) return 0
  const [, to, id] = TOKEN.exec(Buffer.from(token, 'base64').toString()) ?? []
  if (to === undefined)
    throw new AwsError('ValidationException', 'The provided nextToken is invalid.')
  const at = all.findIndex((item) => idOf(item) === id)
  return at === -1 ? Number(to) : at + 1
}

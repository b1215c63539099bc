import { errorCodes } from 'fastify'

// For paths that are rarely requested: to give each a route of its own would make every start longer.

export interface Found<R> {
  row: R
  params: Record<string, string>
}

interface Row {
  method: string
  /** Such as `/custom-models/{modelIdentifier}`. */
  path: string
}

/** Ids have up to 2,048 characters, and three times as many when encoded. */
export const MAX_PARAMETER = 8_192

/** The path and query of a URL as they were sent. A request to a proxy has the origin before them. */
export const targetOf = (url: string): string =>
  url.startsWith('/') && !url.includes('#') ? url : url.replace(/^https?:\/\/[^/?#]*|#.*$/g, '')

/** The path of a URL as it was sent. */
export const pathOf = (url: string): string => targetOf(url).split('?', 1)[0] ?? ''

const VARIABLE = /^\{(\w+)\}$/

/** Rows by method and path. Of those that match a path, the one with the fewest variables comes first. */
export class PathTable<R extends Row> {
  readonly #rows: readonly { row: R; segments: readonly string[] }[]

  constructor(rows: readonly R[]) {
    this.#rows = rows
      .map((row) => ({ row, segments: row.path.split('/') }))
      .toSorted((a, b) => variablesIn(a.segments) - variablesIn(b.segments))
  }

  /** The row of a path as it was sent. Throws Fastify's error if the path is not valid. */
  find(method: string, path: string): Found<R> | undefined {
    return this.#at(path).find(({ row }) => row.method === method)
  }

  methodsAt(path: string): string[] {
    return this.#at(path).map(({ row }) => row.method)
  }

  #at(path: string): Found<R>[] {
    const sent = path.split('/').map((segment) => decoded(segment, path))
    return this.#rows.flatMap(({ row, segments }) => {
      const params = segments.length === sent.length ? paramsOf(segments, sent) : undefined
      return params === undefined ? [] : [{ row, params }]
    })
  }
}

function decoded(segment: string, path: string): string {
  if (segment.length > MAX_PARAMETER) throw new errorCodes.FST_ERR_MAX_PARAM_LENGTH(path)
  try {
    return decodeURIComponent(segment)
  } catch {
    throw new errorCodes.FST_ERR_BAD_URL(path)
  }
}

const variablesIn = (segments: readonly string[]): number =>
  segments.filter((segment) => VARIABLE.test(segment)).length

function paramsOf(
  segments: readonly string[],
  sent: readonly string[],
): Record<string, string> | undefined {
  const params: Record<string, string> = {}
  for (const [at, segment] of segments.entries()) {
    const value = sent[at] ?? ''
    const name = VARIABLE.exec(segment)?.[1]
    if (name === undefined ? segment !== value : value === '') return undefined
    if (name !== undefined) params[name] = value
  }
  return params
}

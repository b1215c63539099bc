import { operations, others } from '../bedrock/operations.ts'
import type { Operation } from '../bedrock/types.ts'

/** The operation that a request calls. */
export interface Found {
  operation: Operation
  /** The path and query, with its parameters percent-encoded. */
  path: string
  region: string | undefined
}

interface Route {
  operation: Operation
  pattern: RegExp
}

// Paths of models may have slashes: not every client encodes an ARN.
const routes: readonly Route[] = [...operations, ...others].map((operation) => ({
  operation,
  pattern: new RegExp(
    `^${operation.path.replaceAll(/\{(\w+)\}/g, (_, name) => (name === 'modelId' ? '(.+)' : '([^/]+)'))}/?$`,
  ),
}))

const BEDROCK = /(?:^|\.|<|-)bedrock(?:-runtime|-agent-runtime|-mantle)?(?:-fips)?[.:]/i
const REGION = /\b([a-z]{2}(?:-[a-z]+)+-\d{1,2})\b/

/** Finds the operation by method and path. A sentence says why there is none. */
export function findOperation(method: string, url: string): Found | { why: string } {
  const { host, path, query } = partsOf(url)
  const found = routes.find(
    ({ operation, pattern }) => operation.method === method && pattern.test(path),
  )
  // The paths of models are unmistakable, and recorders may hide hosts. Others need Bedrock's name.
  const isBedrock = host === undefined || BEDROCK.test(host) || /^\/model\/.+\/[\w-]+$/.test(path)
  if (found === undefined || !isBedrock) {
    const where = host ?? path
    if (!isBedrock || host === undefined || !BEDROCK.test(host))
      return { why: `another service: ${where}` }
    return { why: `an operation that this server does not know: ${method} ${host}${path}` }
  }
  const { operation, pattern } = found
  const given = pattern.exec(path)?.slice(1) ?? []
  const encoded = operation.path.replaceAll(/\{\w+\}/g, () => encodedOnce(given.shift() ?? ''))
  return { operation, path: `${encoded}${query}`, region: REGION.exec(host ?? '')?.[1] }
}

/** Recorders that hide things leave hosts such as `bedrock-runtime.<AWS_REGION>.amazonaws.com`, which URL refuses. */
function partsOf(url: string): { host: string | undefined; path: string; query: string } {
  const [, host, rest = ''] = /^[a-z]+:\/\/([^/?#]*)(.*)$/is.exec(url) ?? [
    undefined,
    undefined,
    url,
  ]
  const [path = '', query = ''] = rest.replace(/#.*$/s, '').split(/(?=\?)/s, 2)
  return { host, path: path === '' ? '/' : path, query }
}

/** As a client sends it: a model id may stay as it is, unless it has a slash. */
function encodedOnce(segment: string): string {
  return segment.includes('/') ? encodeURIComponent(segment) : segment
}

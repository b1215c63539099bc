import { operations, others } from '../bedrock/operations.ts'
import type { Operation } from '../bedrock/types.ts'
import { isObject, parseJson } from '../json.ts'

/** The operation that a request calls. */
export interface FoundOperation {
  operation: Operation
  /** The path and query, with its parameters percent-encoded. */
  path: string
  region: string | undefined
}

interface Route {
  operation: Operation
  template: string
  pattern: RegExp
}

/** Models may have slashes in their names: not every client encodes an ARN. */
const patternOf = (template: string): RegExp =>
  new RegExp(`^${template.replace('{modelId}', '(.+)').replaceAll(/\{\w+\}/g, '([^/]+)')}/?$`)

const streamed = new Set(operations.map((operation) => operation.streamed))

const routes: readonly Route[] = [...operations, ...others]
  .filter((operation) => !streamed.has(operation))
  .flatMap((operation) =>
    [operation.path, ...(operation.alsoAt ?? [])].map((template) => ({
      operation,
      template,
      pattern: patternOf(template),
    })),
  )

const BEDROCK = /(?:^|\.|<|-)bedrock(?:-runtime|-agent-runtime|-mantle)?(?:-fips)?[.:]/i
const REGION = /\b([a-z]{2}(?:-[a-z]+)+-\d{1,2})\b/

/** Finds the operation by method and path, or returns a sentence that says why there is none. */
export function findOperation(
  method: string,
  url: string,
  body: Buffer,
): FoundOperation | { why: string } {
  const { host, path, query } = partsOf(url)
  const route = routes.find(
    ({ operation, pattern }) => operation.method === method && pattern.test(path),
  )
  const isBedrock = host === undefined ? undefined : BEDROCK.test(host)
  if (route === undefined)
    return {
      why:
        isBedrock === true
          ? `an operation that this server does not know: ${method} ${host}${path}`
          : `another service: ${host ?? path}`,
    }
  const { operation, pattern, template } = route
  if (isBedrock !== true && !isUnmistakable(operation, body, host))
    return { why: `another service: ${host ?? path}` }
  const given = pattern.exec(path)?.slice(1) ?? []
  const encoded = template.replaceAll(/\{\w+\}/g, () => encodedOnce(given.shift() ?? ''))
  return { operation, path: `${encoded}${query}`, region: REGION.exec(host ?? '')?.[1] }
}

/** Whether a call is one of Bedrock's even if its host is missing, hidden, or that of a proxy. */
function isUnmistakable(
  { path, door }: Operation,
  body: Buffer,
  host: string | undefined,
): boolean {
  if (path.startsWith('/model/')) return true
  if (door === undefined) return host === undefined
  // OpenAI has the same paths, but other models.
  const value = parseJson(body)
  const model = isObject(value) ? value['model'] : undefined
  return typeof model === 'string' && BEDROCK_MODEL.test(model)
}

/** `openai.gpt-oss-20b`, `us.anthropic.claude-...` or an ARN, but not `gpt-4.1`. */
export const BEDROCK_MODEL = /^(?:arn:aws|[a-z][a-z0-9-]*\.[a-z])/

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

/** Encodes like a client: a model id may stay unencoded, unless it has a slash. */
function encodedOnce(segment: string): string {
  return segment.includes('/') ? encodeURIComponent(segment) : segment
}

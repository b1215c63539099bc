/** A request as code samples need it. */
export interface CodeCall {
  operation: string
  modelId: string
  /** The body as it goes over the wire. */
  body: unknown
  /** InvokeModel's headers, by their names in SDKs. */
  headers?: NativeHeaders
  /** The URL of this server. */
  url: string
  region: string
}

/** The headers of InvokeModel, by the names that SDKs give them. */
export const HEADERS = {
  accept: 'accept',
  trace: 'x-amzn-bedrock-trace',
  guardrailIdentifier: 'x-amzn-bedrock-guardrailidentifier',
  guardrailVersion: 'x-amzn-bedrock-guardrailversion',
  performanceConfigLatency: 'x-amzn-bedrock-performanceconfig-latency',
  serviceTier: 'x-amzn-bedrock-service-tier',
} as const

export type NativeHeaders = Readonly<Partial<Record<keyof typeof HEADERS, string>>>

/** Those with a value, in the order of AWS's model. */
export function headersOf({ headers = {} }: Pick<CodeCall, 'headers'>): [string, string, string][] {
  return (Object.keys(HEADERS) as (keyof NativeHeaders)[]).flatMap((name) => {
    const value = headers[name]
    return value === undefined || value === '' ? [] : [[name, HEADERS[name], value]]
  })
}

/** This server, or AWS itself. */
export type Target = 'here' | 'AWS'

const PATHS: Readonly<Record<string, string>> = {
  Converse: 'converse',
  ConverseStream: 'converse-stream',
  InvokeModel: 'invoke',
  InvokeModelWithResponseStream: 'invoke-with-response-stream',
  CountTokens: 'count-tokens',
}

/** Whether there is a sample for the operation. */
export const hasCode = (operation: string): boolean => operation in PATHS

export function pathOf({ operation, modelId }: Pick<CodeCall, 'operation' | 'modelId'>): string {
  return `/model/${encodeURIComponent(modelId)}/${PATHS[operation] ?? ''}`
}

export const isConverse = (operation: string): boolean => operation.startsWith('Converse')
export const isStream = (operation: string): boolean => operation.endsWith('Stream')

/** The service's own host; the scheme is separate from the name, so that this page contains no URL. */
export const awsUrl = (region: string): string =>
  `https://${['bedrock-runtime', region, 'amazonaws', 'com'].join('.')}`

/** Members whose text is base64 on the wire and bytes in an SDK. */
function isBytes(key: string, parent: string): boolean {
  return (
    (key === 'bytes' && parent === 'source') ||
    (key === 'body' && parent === 'invokeModel') ||
    key === 'redactedContent'
  )
}

/** Any text as one word of a shell. */
export const quote = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`

interface Syntax {
  scalar(value: string | number | boolean | null): string
  bytes(base64: string): string
  key(name: string): string
}

/** A JSON value as a literal of some language, indented. */
export function literal(
  value: unknown,
  syntax: Syntax,
  indent = '',
  key = '',
  parent = '',
): string {
  if (typeof value === 'string' && isBytes(key, parent)) return syntax.bytes(value)
  if (typeof value !== 'object' || value === null)
    return syntax.scalar(value as string | number | boolean | null)
  const inner = `${indent}    `
  if (Array.isArray(value)) {
    if (value.length === 0) return '[]'
    const items = value.map((item) => inner + literal(item, syntax, inner, '', key))
    return `[\n${items.join(',\n')},\n${indent}]`
  }
  const entries = Object.entries(value)
  if (entries.length === 0) return '{}'
  const members = entries.map(
    ([name, member]) => `${inner}${syntax.key(name)}: ${literal(member, syntax, inner, name, key)}`,
  )
  return `{\n${members.join(',\n')},\n${indent}}`
}

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

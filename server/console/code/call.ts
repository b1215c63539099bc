/** A request as code samples need it. */
export interface CodeCall {
  operation: string
  modelId: string
  /** The body as it goes over the wire. */
  body: unknown
  /** Where this server is. */
  url: string
  region: string
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

/** Whether there is a sample for the operation at all. */
export const hasCode = (operation: string): boolean => operation in PATHS

export function pathOf({ operation, modelId }: Pick<CodeCall, 'operation' | 'modelId'>): string {
  return `/model/${encodeURIComponent(modelId)}/${PATHS[operation] ?? ''}`
}

export const isConverse = (operation: string): boolean => operation.startsWith('Converse')
export const isStream = (operation: string): boolean => operation.endsWith('Stream')

/** The service's own host; the scheme is kept apart from the name, so that this page names no address. */
export const awsUrl = (region: string): string =>
  `https://${['bedrock-runtime', region, 'amazonaws', 'com'].join('.')}`

/** Members whose text is base64 on the wire and bytes in an SDK. */
function isBytes(key: string, parent: string): boolean {
  return (key === 'bytes' && parent === 'source') || key === 'redactedContent'
}

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

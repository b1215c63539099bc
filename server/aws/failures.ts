import { isObject } from '../json.ts'
import type { Json } from '../json.ts'
import type { AwsShape } from './shapes.ts'

/** A validation failure and its location. */
export interface Failure {
  kind: 'type' | 'constraint' | 'union'
  text: string
  value: Json | undefined
  shape: AwsShape
  /** Whether the path to the value contains a sensitive shape. */
  hidden: boolean
  /** Innermost segment first: it grows while the walk returns, so a request without failures builds no path. */
  path: (string | number)[]
}

const CONVERSIONS: Partial<Record<AwsShape['kind'], (shape: AwsShape) => string>> = {
  string: () => 'a String',
  blob: () => 'a Blob',
  boolean: () => 'a Boolean',
  number: ({ number }) => (number === 'Integer' ? 'an Integer' : `a ${number}`),
}

/** The message of AWS's JSON parser for a value of the wrong type. */
export function typeError(shape: AwsShape, value: Json): string {
  if (Array.isArray(value)) return 'Start of list found where not expected'
  if (isObject(value)) return 'Start of structure or map found where not expected'
  const conversion = CONVERSIONS[shape.kind]
  if (conversion === undefined) return 'Unexpected field type'
  return `${token(value)} can not be converted to ${conversion(shape)}`
}

function token(value: string | number | boolean | null): string {
  if (typeof value === 'string') return 'STRING_VALUE'
  if (typeof value === 'number') return Number.isInteger(value) ? 'NUMBER_VALUE' : 'DECIMAL_VALUE'
  return value ? 'TRUE_VALUE' : 'FALSE_VALUE'
}

export function wording(failures: readonly Failure[]): string | undefined {
  const broken = failures.filter(({ kind }) => kind === 'constraint')
  const [union] = failures
  if (broken.length === 0) return union?.kind === 'union' ? unionWording(union) : undefined
  const noun = broken.length === 1 ? 'error' : 'errors'
  return `${broken.length} validation ${noun} detected: ${broken.map(constraintWording).join('; ')}`
}

function constraintWording({ path, value, hidden, shape, text }: Failure): string {
  const where = path
    .toReversed()
    .map((segment) => (typeof segment === 'number' ? `${segment + 1}.member` : segment))
    .join('.')
  const what = hidden
    ? 'Value'
    : value === undefined
      ? 'Value null'
      : `Value '${printed(value, shape)}'`
  return `${what} at '${where}' failed to satisfy constraint: Member must ${text}`
}

/** Not one of the constraint errors: Bedrock words this itself, and counts from zero. */
function unionWording({ path, shape }: Failure): string {
  const where = path.toReversed().join('.')
  return `${shape.name} object at ${where} must set one of the following keys: ${shape.named.join(', ')}.`
}

/** Deeper than any modelled list of lists; what a caller nests beyond it need not be printed. */
const DEEPEST = 8

/** A value as Java prints it. */
function printed(value: Json, shape: AwsShape, depth = 0): string {
  if (typeof value === 'number') {
    const real = shape.number === 'Double' || shape.number === 'Float'
    return real && Number.isInteger(value) ? `${value}.0` : `${value}`
  }
  if (typeof value !== 'object' || value === null) return String(value)
  if (depth > DEEPEST) return '...'
  if (Array.isArray(value)) {
    return `[${value.map((item) => printed(item, shape, depth + 1)).join(', ')}]`
  }
  const pairs = Object.entries(value).map(
    ([key, item]) => `${key}=${printed(item, shape, depth + 1)}`,
  )
  return `{${pairs.join(', ')}}`
}

import { BadRequest } from '../event.ts'
import type { Fields } from '../event.ts'

const MODALITIES = ['TEXT', 'IMAGE', 'VIDEO', 'SPEECH'] as const
type Modality = (typeof MODALITIES)[number]

/** What a model must be able to do. */
export interface Requirements {
  input: Modality[]
  streaming: boolean
  tools: boolean
  contextTokens: number
}

export function readRequirements(fields: Fields): Requirements {
  return {
    input: readModalities(fields['input'] ?? ['TEXT']),
    streaming: readFlag(fields, 'streaming'),
    tools: readFlag(fields, 'tools'),
    contextTokens: readCount(fields, 'contextTokens'),
  }
}

function readModalities(value: unknown): Modality[] {
  // In a query string, they are one text: ?input=TEXT,IMAGE
  const names: unknown[] = typeof value === 'string' ? value.split(',') : [value].flat()
  return names.map((name) => {
    const modality = MODALITIES.find((one) => one === name)
    if (modality !== undefined) return modality
    throw new BadRequest(`"input" must be a list of ${MODALITIES.join(', ')}`)
  })
}

function readFlag(fields: Fields, name: string): boolean {
  const value = fields[name] ?? false
  if (value === true || value === 'true') return true
  if (value === false || value === 'false') return false
  throw new BadRequest(`"${name}" must be true or false`)
}

function readCount(fields: Fields, name: string): number {
  const value = Number(fields[name] ?? 0)
  if (Number.isInteger(value) && value >= 0) return value
  throw new BadRequest(`"${name}" must be a positive integer`)
}

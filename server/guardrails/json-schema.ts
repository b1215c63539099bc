import { shapeOf } from '../aws/shapes.ts'
import type { AwsShape } from '../aws/shapes.ts'

/** The JSON Schema of a file that declares a guardrail: the body of CreateGuardrail, and an id. */
export function guardrailSchema(): object {
  const request = shapeOf('CreateGuardrailRequest')
  const { properties, ...rest } = ofStructure(request)
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'bedrock-local guardrail',
    description: 'A guardrail, as CreateGuardrail takes it.',
    ...rest,
    properties: {
      $schema: { type: 'string', description: 'For editors.' },
      id: {
        type: 'string',
        pattern: '^[a-z0-9]{1,100}$',
        description: "The id that requests name; the file's name when left out.",
      },
      ...properties,
    },
  }
}

function ofStructure({ members, order, required }: AwsShape) {
  const properties: Record<string, object> = {}
  for (const name of order) {
    const member = members.get(name)
    if (member !== undefined) properties[name] = ofShape(member)
  }
  return {
    type: 'object',
    additionalProperties: false,
    ...(required.length > 0 && { required: [...required] }),
    properties,
  }
}

const bounds = (low: string, high: string, { min, max }: AwsShape) => ({
  ...(Number.isFinite(min) && { [low]: min }),
  ...(Number.isFinite(max) && { [high]: max }),
})

function ofShape(shape: AwsShape): object {
  const { kind, element, enumeration, patternText, number } = shape
  switch (kind) {
    case 'structure':
      return ofStructure(shape)
    case 'list':
      return {
        type: 'array',
        ...(element !== undefined && { items: ofShape(element) }),
        ...bounds('minItems', 'maxItems', shape),
      }
    case 'string':
      if (enumeration !== undefined) return { enum: [...enumeration] }
      return {
        type: 'string',
        ...bounds('minLength', 'maxLength', shape),
        ...(patternText !== '' && { pattern: `^(?:${patternText})$` }),
      }
    case 'number':
      return {
        type: number === 'Integer' || number === 'Long' ? 'integer' : 'number',
        ...bounds('minimum', 'maximum', shape),
      }
    case 'boolean':
      return { type: 'boolean' }
    case 'map':
      return { type: 'object' }
    case 'blob':
    case 'any':
      return {}
  }
}

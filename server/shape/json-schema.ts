import type { Member, ObjectShape, Shape } from './shape.ts'

/** A shape as JSON Schema. */
export function schema(shape: Shape): object {
  switch (shape.kind) {
    case 'any':
      return {}
    case 'string':
      return { type: 'string', ...(shape.min !== undefined && { minLength: shape.min }) }
    case 'boolean':
      return { type: 'boolean' }
    case 'null':
      return { type: 'null' }
    case 'map':
      return { type: 'object' }
    case 'choice':
      return { enum: shape.values }
    case 'number':
      return {
        type: shape.whole ? 'integer' : 'number',
        ...(shape.min !== undefined && { minimum: shape.min }),
        ...(shape.max !== undefined && { maximum: shape.max }),
      }
    case 'list':
      return {
        type: 'array',
        items: schema(shape.of),
        ...(shape.min !== undefined && { minItems: shape.min }),
      }
    case 'either':
      return { anyOf: shape.of.map(schema) }
    case 'object':
      return ofObject(shape)
  }
}

export function ofObject({ members, union }: ObjectShape): object {
  const required = Object.keys(members).filter((name) => members[name]?.required)
  return {
    type: 'object',
    additionalProperties: false,
    ...(union && { minProperties: 1, maxProperties: 1 }),
    ...(required.length > 0 && { required }),
    properties: Object.fromEntries(
      Object.entries(members).map(([name, one]) => [name, described(one)]),
    ),
  }
}

function described(member: Member): object {
  return { description: member.help, ...schema(member) }
}

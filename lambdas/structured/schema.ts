/** What the model fills in. The answer is validated against the same schema that the model receives. */
export const recipeSchema = {
  type: 'object',
  properties: {
    name: { type: 'string', minLength: 1 },
    minutes: { type: 'integer', minimum: 1, maximum: 1_440 },
    ingredients: { type: 'array', minItems: 1, items: { type: 'string', minLength: 1 } },
  },
  required: ['name', 'minutes', 'ingredients'],
  additionalProperties: false,
} as const

export interface Schema {
  type: 'object' | 'array' | 'string' | 'integer'
  properties?: Readonly<Record<string, Schema>>
  required?: readonly string[]
  additionalProperties?: boolean
  items?: Schema
  minItems?: number
  minLength?: number
  minimum?: number
  maximum?: number
}

/** The violations of a value, as sentences that a model can act on; an empty list when it is valid. */
export function violations(value: unknown, schema: Schema, path = '$'): string[] {
  switch (schema.type) {
    case 'object':
      return objectViolations(value, schema, path)
    case 'array': {
      if (!Array.isArray(value)) return [`${path} must be an array`]
      const { items, minItems = 0 } = schema
      if (value.length < minItems) return [`${path} must have at least ${minItems} items`]
      return items === undefined
        ? []
        : value.flatMap((item, index) => violations(item, items, `${path}[${index}]`))
    }
    case 'string':
      if (typeof value !== 'string') return [`${path} must be a string`]
      return value.length < (schema.minLength ?? 0) ? [`${path} must not be empty`] : []
    case 'integer': {
      const { minimum = -Infinity, maximum = Infinity } = schema
      if (!Number.isInteger(value)) return [`${path} must be an integer`]
      const inRange = Number(value) >= minimum && Number(value) <= maximum
      return inRange ? [] : [`${path} must be from ${minimum} to ${maximum}`]
    }
  }
}

function objectViolations(value: unknown, schema: Schema, path: string): string[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return [`${path} must be an object`]
  }
  const { properties = {}, required = [], additionalProperties = true } = schema
  const missing = required.filter((name) => !Object.hasOwn(value, name))
  return [
    ...missing.map((name) => `${path}.${name} is missing`),
    ...Object.entries(value).flatMap(([name, item]) => {
      const member = Object.hasOwn(properties, name) ? properties[name] : undefined
      if (member !== undefined) return violations(item, member, `${path}.${name}`)
      return additionalProperties ? [] : [`${path}.${name} is not allowed`]
    }),
  ]
}

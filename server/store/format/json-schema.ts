import type { Member, ObjectShape, Shape } from './shape.ts'
import { fixture } from './members.ts'

/** The published JSON Schema of a fixture: what editors complete and underline by. */
export function fixtureSchema(): object {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'bedrock-local fixture',
    description: 'One rule: which calls it answers, and with what.',
    ...ofObject(fixture),
    ...PLAYABLE,
  }
}

/** What is said of a fixture's members together, when it is compiled. */
const PLAYABLE = {
  anyOf: [
    having('answer', 'answers', 'then'),
    having('answers', 'answer'),
    having('error', 'answer', 'answers', 'then'),
  ],
}

/** One member, and none of some others. */
function having(name: string, ...without: string[]): object {
  const absent = without.map((other) => [other, false])
  return {
    type: 'object',
    required: [name],
    properties: { [name]: {}, ...Object.fromEntries(absent) },
  }
}

/** A shape as JSON Schema. */
export function schema(shape: Shape): object {
  switch (shape.kind) {
    case 'any':
      return {}
    case 'string':
      return { type: 'string', ...(shape.least === undefined ? {} : { minLength: shape.least }) }
    case 'boolean':
      return { type: 'boolean' }
    case 'map':
      return { type: 'object' }
    case 'choice':
      return { enum: shape.values }
    case 'number':
      return {
        type: shape.whole ? 'integer' : 'number',
        ...(shape.least === undefined ? {} : { minimum: shape.least }),
        ...(shape.most === undefined ? {} : { maximum: shape.most }),
      }
    case 'list':
      return {
        type: 'array',
        items: schema(shape.of),
        ...(shape.least === undefined ? {} : { minItems: shape.least }),
      }
    case 'either':
      return { anyOf: shape.of.map(schema) }
    case 'object':
      return ofObject(shape)
  }
}

function ofObject({ members, union }: ObjectShape): object {
  const required = Object.keys(members).filter((name) => members[name]?.required)
  return {
    type: 'object',
    additionalProperties: false,
    ...(union ? { minProperties: 1, maxProperties: 1 } : {}),
    ...(required.length > 0 ? { required } : {}),
    properties: Object.fromEntries(
      Object.entries(members).map(([name, one]) => [name, described(one)]),
    ),
  }
}

function described(member: Member): object {
  return { description: member.help, ...schema(member) }
}

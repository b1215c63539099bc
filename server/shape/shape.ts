/** The shape of a fixture member. File validation and the published JSON Schema are derived from it. */
export type Shape =
  | { kind: 'string'; min?: number }
  | { kind: 'number'; min?: number; max?: number; whole?: true }
  | { kind: 'boolean' }
  | { kind: 'null' }
  /** Any JSON value. */
  | { kind: 'any' }
  /** An object with members of any name. */
  | { kind: 'map' }
  | { kind: 'choice'; values: readonly string[]; of: string }
  | { kind: 'list'; of: Shape; min?: number }
  | ObjectShape
  /** Alternatives, distinguished by JSON type. */
  | { kind: 'either'; of: readonly Shape[] }

export interface ObjectShape {
  kind: 'object'
  members: Readonly<Record<string, Member>>
  /** Exactly one member must be set, as in Bedrock's unions. */
  union?: true
}

export type Member = Shape & { help: string; required?: true }

export const string: Shape = { kind: 'string' }
export const filled: Shape = { kind: 'string', min: 1 }
export const map: Shape = { kind: 'map' }
export const any: Shape = { kind: 'any' }

export function whole(min?: number, max?: number): Shape {
  return {
    kind: 'number',
    whole: true,
    ...(min !== undefined && { min }),
    ...(max !== undefined && { max }),
  }
}

export function list(of: Shape, min?: number): Shape {
  return min === undefined ? { kind: 'list', of } : { kind: 'list', of, min }
}

/** One of these, or a list of them. */
export function oneOrMore(of: Shape): Shape {
  return { kind: 'either', of: [of, list(of, 1)] }
}

export const nullable = (of: Shape): Shape => ({ kind: 'either', of: [of, { kind: 'null' }] })

/** Adds a description, which editors show from the JSON Schema. */
export function member(shape: Shape, help: string, required?: 'required'): Member {
  return required === undefined ? { ...shape, help } : { ...shape, help, required: true }
}

export const boolean: Shape = { kind: 'boolean' }

export const number: Shape = { kind: 'number' }

export function object(members: Readonly<Record<string, Member>>): ObjectShape {
  return { kind: 'object', members }
}

export const choice = (of: string, ...values: string[]): Shape => ({ kind: 'choice', values, of })

import type { JsonObject } from '../json.ts'

/** One setting. The flag, the BEDROCK_LOCAL_* variable, the config key, --help and the README table come from it. */
export interface Setting {
  readonly name: string
  /** `object` is available in the config file only, and so is the object of `text or object`. */
  readonly kind: 'text' | 'number' | 'flag' | 'list' | 'choice' | 'object' | 'text or object'
  readonly choices?: readonly string[]
  readonly min?: number
  readonly max?: number
  readonly default?: string | number | boolean | readonly string[]
  readonly help: string
  /** The format of a text; `expected` describes it in error messages. */
  readonly form?: { readonly pattern: RegExp; readonly expected: string }
  /** The value of a flag given without one. */
  readonly bare?: string
  /** The placeholder for the value in the help. */
  readonly takes?: string
  /** A list whose items may contain commas: each needs its own flag. */
  readonly repeated?: true
  /** Never printed. */
  readonly secret?: true
}

type Camel<S extends string> = S extends `${infer A}-${infer B}` ? `${A}${Capitalize<Camel<B>>}` : S
type Value<R extends Setting> = R['kind'] extends 'number'
  ? number
  : R['kind'] extends 'flag'
    ? boolean
    : R['kind'] extends 'list'
      ? readonly string[]
      : R['kind'] extends 'object'
        ? JsonObject
        : R['kind'] extends 'text or object'
          ? string | JsonObject
          : R extends { choices: readonly (infer C)[] }
            ? C
            : string

/** The values of rows by config key; without a default they may be undefined. */
export type ValuesOf<Rows extends Setting> = {
  readonly [R in Rows as Camel<R['name']>]: 'default' extends keyof R
    ? Value<R>
    : Value<R> | undefined
}

export function configKey(name: string): string {
  return name.replaceAll(/-(.)/g, (_, letter: string) => letter.toUpperCase())
}

export function variableOf(name: string): string {
  return `BEDROCK_LOCAL_${name.replaceAll('-', '_').toUpperCase()}`
}

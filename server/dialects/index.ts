import { dialect as anthropicText } from './anthropic-text.ts'
import { dialect as anthropic } from './anthropic.ts'
import type { Dialect } from './dialect.ts'
import { dialect as nova } from './nova.ts'
import { dialect as titanText } from './titan-text.ts'

const dialects: ReadonlyMap<string, Dialect> = new Map(
  [anthropic, anthropicText, nova, titanText].map((dialect) => [dialect.name, dialect]),
)

/** The dialect that a model's family speaks. */
export function dialectOf(name: string): Dialect {
  const dialect = dialects.get(name)
  if (!dialect) throw new Error(`There is no dialect named ${name}.`)
  return dialect
}

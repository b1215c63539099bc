import { join, parts } from './parts.ts'
import { read } from './read.ts'
import { body, parse } from './write.ts'
import { writer } from './writer.ts'
import type { Dialect } from '../dialect.ts'

/** Claude's messages: all models since Claude 3, and Claude 2 as well. */
export const dialect: Dialect = {
  name: 'anthropic',
  read,
  body,
  parts,
  writer,
  parse,
  join,
}

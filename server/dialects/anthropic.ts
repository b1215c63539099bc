import { join, parts } from './anthropic-parts.ts'
import { read } from './anthropic-read.ts'
import { body, parse } from './anthropic-write.ts'
import type { Dialect } from './dialect.ts'

/** Claude's messages: all models since Claude 3, and Claude 2 as well. */
export const dialect: Dialect = { name: 'anthropic', read, body, parts, parse, join }

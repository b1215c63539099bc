import type { Dialect } from '../dialect.ts'
import { join, parts } from './parts.ts'
import { read } from './read.ts'
import { body, parse } from './write.ts'
import { writer } from './writer.ts'

/** Amazon Nova: micro, lite, pro, premier and Nova 2. */
export const dialect: Dialect = { name: 'nova', read, body, parts, writer, parse, join }

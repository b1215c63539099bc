import { existsSync } from 'node:fs'
import { ConfigError } from '../../settings/config.ts'
import { readTextFile } from '../../text/text-file.ts'
import { messageOf } from '../../text/error-message.ts'

/** Lambda's limit. */
const MAX_BYTES = 6 * 1024 * 1024

export interface EventSource {
  file?: string
  read(): string
}

/** JSON, or a file with JSON; an empty object by default. `find` resolves short names of files. */
export function eventSource(
  given: string | undefined,
  find: (name: string) => string | undefined = existing,
): EventSource {
  if (given === undefined) return { read: () => '{}' }
  if (/^\s*[[{"]/.test(given)) return { read: () => checked(given, '--event') }
  const file = find(given)
  if (file === undefined)
    throw new ConfigError(`--event takes JSON or a file; "${given}" is neither`)
  return { file, read: () => checked(readTextFile(file), file) }
}

const existing = (name: string) => (existsSync(name) ? name : undefined)

function checked(text: string, place: string): string {
  if (Buffer.byteLength(text) > MAX_BYTES)
    throw new ConfigError(`${place}: Lambda takes events of up to 6 MB`)
  try {
    JSON.parse(text)
    return text
  } catch (error) {
    throw new ConfigError(`${place} is not valid JSON: ${messageOf(error)}`, { cause: error })
  }
}

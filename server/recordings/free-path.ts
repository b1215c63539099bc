import { existsSync, readFileSync } from 'node:fs'
import type { Call } from '../bedrock/types.ts'
import type { FixtureSettings } from '../redaction/settings-file.ts'
import { digestOf, makeKey } from './key.ts'
import type { KeyParts } from './key.ts'
import { fileName } from './recording-name.ts'
import { parseRecording } from './recording.ts'

interface Request {
  folder: string
  call: Call
  parts: KeyParts
  digest: string
  settings: FixtureSettings
}

/**
 * Finds a name that no other request uses: six digits of a digest do collide among thousands of requests. `isNew` is true
 * if there is certainly no such file.
 */
export function freePath(
  { folder, call, parts, digest, settings }: Request,
  paths: ReadonlySet<string>,
): { path: string; isNew: boolean } {
  const short = fileName(folder, call, parts, digest)
  if (!paths.has(short)) {
    if (!existsSync(short)) return { path: short, isNew: true }
    const other = digestIn(short, settings)
    if (other === undefined || other === digest) return { path: short, isNew: false }
  }
  return { path: fileName(folder, call, parts, digest, 16), isNew: false }
}

/** The digest of the request in a file; undefined if there is none. */
function digestIn(path: string, settings: FixtureSettings): string | undefined {
  const { recording } = parseRecording(readFileSync(path, 'utf8'), path)
  return recording === undefined ? undefined : digestOf(makeKey(recording.parts, settings))
}

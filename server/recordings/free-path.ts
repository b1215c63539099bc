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

/** Finds a name that no other request uses: six digits of a digest do collide among thousands of requests. */
export function freePath(
  { folder, call, parts, digest, settings }: Request,
  paths: ReadonlySet<string>,
): string {
  const short = fileName(folder, call, parts, digest)
  const taken = paths.has(short)
  const other = taken ? undefined : digestIn(short, settings)
  return !taken && (other === undefined || other === digest)
    ? short
    : fileName(folder, call, parts, digest, 16)
}

/** The digest of the request in a file; undefined if there is none. */
function digestIn(path: string, settings: FixtureSettings): string | undefined {
  if (!existsSync(path)) return undefined
  const { recording } = parseRecording(readFileSync(path, 'utf8'), path)
  return recording === undefined ? undefined : digestOf(makeKey(recording.parts, settings))
}

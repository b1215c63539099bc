import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { inflateSync } from 'node:zlib'

// The HTTP requests and responses of the genuine exchanges in RECORDINGS_DIR.

/** One genuine exchange with Bedrock, as bytes. */
export interface Traffic {
  /** Its line in the file, to find it again. */
  line: number
  operation: string
  path: string
  /** By lower-case name. */
  headers: Readonly<Record<string, string>>
  request: Buffer
  status: number
  response: Buffer
  errorType: string | undefined
}

interface Line {
  operation: string
  path: string
  reqHeaders: [string, string][] | null
  reqBody?: string
  reqBodyZ?: string
  status: number
  resBody?: string
  errorType?: string | null
}

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const FOLDER = resolve(ROOT, process.env['RECORDINGS_DIR'] ?? '../shared/recordings')
const FILE = resolve(FOLDER, 'corpus.jsonl')

/** Why nothing can be checked; undefined if the recordings exist. */
export const absent = existsSync(FILE) ? undefined : `no recordings at ${FILE}`

/** `name` selects another file in the folder. */
export function readTraffic(name = 'corpus.jsonl'): Traffic[] {
  const file = resolve(FOLDER, name)
  if (!existsSync(file)) return []
  return readFileSync(file, 'utf8')
    .split('\n')
    .flatMap((text, index) => (text === '' ? [] : [exchange(JSON.parse(text) as Line, index + 1)]))
}

function exchange(line: Line, number: number): Traffic {
  const { operation, path, status, errorType, reqHeaders, reqBody, reqBodyZ, resBody } = line
  const headers = (reqHeaders ?? []).map(([name, value]) => [name.toLowerCase(), value] as const)
  return {
    line: number,
    operation,
    path,
    headers: Object.fromEntries(headers),
    request:
      reqBodyZ === undefined
        ? Buffer.from(reqBody ?? '', 'base64')
        : inflateSync(Buffer.from(reqBodyZ, 'base64')),
    status,
    response: Buffer.from(resBody ?? '', 'base64'),
    errorType: errorType ?? undefined,
  }
}

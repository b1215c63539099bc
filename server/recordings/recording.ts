import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { load, YAMLException } from 'js-yaml'
import { operations, others } from '../bedrock/operations.ts'
import { isObject } from '../json.ts'
import type { Json, JsonObject } from '../json.ts'
import { displayPath } from '../fixtures/folder.ts'
import { placeAt } from '../shape/place.ts'
import { Unreadable } from '../fixtures/format/read.ts'
import { readSimple } from '../fixtures/format/simple-yaml.ts'
import { plainPath } from './key.ts'
import type { KeyParts } from './key.ts'
import type { FixtureProblem } from '../shape/problem.ts'
import { headersFrom, readResponses } from './recorded-response.ts'
import type { RecordedResponse } from './recorded-response.ts'
import type { Headers } from '../aws/headers.ts'
import type { Operation } from '../bedrock/types.ts'
import { contentKey } from '../state/content-key.ts'
import type { Counted } from '../state/wants.ts'
import { messageOf } from '../text/error-message.ts'

/** A recorded exchange. The request is parsed at once, the answers on first use. */
export interface Recording extends Counted {
  file: string
  name: string
  operation: Operation
  /** The model as sent; empty if the operation has none. */
  model: string
  method: string
  /** The path and query as sent. */
  path: string
  headers: Headers
  body: Json | undefined
  parts: KeyParts
  /** Whether something was redacted. Then incoming requests must be redacted before the comparison. */
  redacted: boolean
  at: string
  region: string
  latencyMs: number
  responses(): readonly RecordedResponse[]
}

const byName = new Map([...others, ...operations].map((operation) => [operation.name, operation]))

const SEPARATOR = '\n---\n'

/** Nearly all recordings are as this server writes them; the full parser takes four times as long. */
const readYaml = (text: string): unknown => readSimple(text) ?? load(text)

/** Tells a recording from a rule without parsing it. */
export function isRecording(text: string): boolean {
  return /^request:/m.test(text.slice(0, 2_000))
}

/** Git for Windows checks files out with CRLF. The text of answers escapes its own line endings. */
const withoutCrLf = (text: string): string =>
  text.includes('\r\n') ? text.replaceAll('\r\n', '\n') : text

/** Parses the first document of a recording. `read` returns the text again, once the second one is needed. */
export function parseRecording(
  written: string,
  file: string,
  read?: () => string,
): { recording?: Recording; problems: FixtureProblem[] } {
  const source = withoutCrLf(written)
  const cut = source.indexOf(SEPARATOR)
  const report = (message: string, line = 1, column = 1) => ({
    problems: [{ severity: 'error' as const, file, line, column, message }],
  })
  let document: unknown
  try {
    document = readYaml(cut === -1 ? source : copyOf(source.slice(0, cut + 1)))
  } catch (thrown) {
    if (!(thrown instanceof YAMLException)) throw thrown
    return report(thrown.reason, (thrown.mark?.line ?? 0) + 1, (thrown.mark?.column ?? 0) + 1)
  }
  const request = isObject(document) ? document['request'] : undefined
  if (!isObject(document) || !isObject(request))
    return report('request is missing; expected an object')
  const operation = byName.get(text(request, 'operation'))
  if (operation === undefined) {
    return report(
      `request.operation is ${JSON.stringify(request['operation'] ?? null)}; expected the name of an operation`,
    )
  }
  if (cut === -1 && document['responses'] === undefined)
    return report('responses are missing; expected a list')
  return { recording: new ParsedRecording(file, operation, request, document, read), problems: [] }
}

/** A separate string. Values that are slices of a text keep the whole text in memory, including the answers. */
const copyOf = (part: string): string => Buffer.from(part).toString()

/** Builds the recording from the document that was just written, as if the file had been read. */
export function recordingFrom(head: JsonObject, file: string): Recording | undefined {
  const request = isObject(head['request']) ? head['request'] : {}
  const operation = byName.get(text(request, 'operation'))
  if (operation === undefined) return undefined
  return new ParsedRecording(file, operation, request, head)
}

function responsesIn(file: string, written: string): readonly RecordedResponse[] {
  const whole = withoutCrLf(written)
  const at = whole.indexOf(SEPARATOR)
  const start = at === -1 ? 0 : at + SEPARATOR.length
  try {
    return readResponses(readYaml(whole.slice(start)), file)
  } catch (thrown) {
    throw unreadable(thrown, placeAt(whole, start).line)
  }
}

/** Adds the position in the file, of which the second document is a part. */
function unreadable(thrown: unknown, line: number): Unreadable {
  if (!(thrown instanceof YAMLException))
    return new Unreadable(messageOf(thrown), {
      line,
      column: 1,
    })
  const { reason, mark } = thrown
  const place = { line: line + (mark?.line ?? 0), column: (mark?.column ?? 0) + 1 }
  return new Unreadable(`not valid YAML: ${reason}`, place)
}

/** Problems in answers that have not been needed yet. */
export function checkResponses(recording: Recording): FixtureProblem[] {
  try {
    recording.responses()
    return []
  } catch (thrown) {
    if (!(thrown instanceof Unreadable)) throw thrown
    return [
      {
        severity: 'error',
        file: displayPath(recording.file),
        ...thrown.place,
        message: thrown.message,
      },
    ]
  }
}

/** A class, because an object literal with a getter would give each of ten thousand recordings its own hidden class. */
class ParsedRecording implements Recording {
  readonly file: string
  name: string
  readonly operation: Operation
  readonly model: string
  readonly method: string
  readonly path: string
  readonly headers: Headers
  readonly body: Json | undefined
  readonly parts: KeyParts
  readonly redacted: boolean
  readonly at: string
  readonly region: string
  readonly latencyMs: number
  readonly #read: (() => string) | undefined
  #responses: readonly RecordedResponse[] | undefined

  constructor(
    file: string,
    operation: Operation,
    request: JsonObject,
    document: JsonObject,
    read?: () => string,
  ) {
    const recorded = isObject(document['recorded']) ? document['recorded'] : {}
    const model = text(request, 'model')
    this.file = file
    this.name = basename(file).replace(/\.(?:ya?ml|json)$/, '')
    this.operation = operation
    this.model = model
    this.method = operation.method
    this.path = text(request, 'path')
    this.headers = headersFrom(request['headers'])
    this.body = request['body'] ?? request['text']
    this.parts = {
      group: operation.group,
      model: text(request, 'resource') || model,
      sent: model,
      foundation: text(request, 'foundation') || model || undefined,
      members: membersOf(operation, this.path, this.headers),
      body: this.body,
    }
    this.redacted = request['redacted'] === true
    this.at = text(recorded, 'at')
    this.region = text(recorded, 'region')
    this.latencyMs = typeof recorded['latencyMs'] === 'number' ? recorded['latencyMs'] : 0
    this.#read = read
  }

  get key(): string {
    return contentKey(this.name, [this.at, this.parts])
  }

  responses(): readonly RecordedResponse[] {
    return (this.#responses ??= responsesIn(
      this.file,
      this.#read?.() ?? readFileSync(this.file, 'utf8'),
    ))
  }
}

const text = (from: JsonObject, name: string) => (typeof from[name] === 'string' ? from[name] : '')

/** The input members outside the body, by their modelled names, as `read` extracts them from a request. */
export function membersOf(operation: Operation, url: string, headers: Headers): JsonObject {
  if (operation.members === undefined) return { path: plainPath(url) }
  const [path = '', query = ''] = url.split(/\?(.*)/s)
  const params = pathParams(templateOf(operation, path), path)
  const search = new URLSearchParams(query)
  const input: JsonObject = {}
  for (const [member, binding] of Object.entries(operation.members ?? {})) {
    const { name, type } = binding
    const value =
      binding.in === 'path'
        ? params.get(name)
        : binding.in === 'query'
          ? search.get(name)
          : headers.find(([header]) => header.toLowerCase() === name.toLowerCase())?.[1]
    if (value === undefined || value === null) continue
    input[member] = type === 'integer' && /^-?\d+$/.test(value) ? Number(value) : value
  }
  return input
}

/** The template of the operation that has this path. */
function templateOf({ path: first, alsoAt = [] }: Operation, path: string): string {
  const segments = path.split('/')
  const fits = (template: string) => {
    const steps = template.split('/')
    return (
      steps.length === segments.length &&
      steps.every((step, at) => step.startsWith('{') || step === segments[at])
    )
  }
  return alsoAt.find(fits) ?? first
}

function pathParams(template: string, path: string): Map<string, string> {
  const params = new Map<string, string>()
  const segments = path.split('/')
  for (const [at, step] of template.split('/').entries()) {
    const name = /^\{(\w+)\}$/.exec(step)?.[1]
    const segment = segments[at]
    if (name !== undefined && segment !== undefined) params.set(name, decodeURIComponent(segment))
  }
  return params
}

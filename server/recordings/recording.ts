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

/** Parses the first document of a recording. `read` returns the text again when the second one is needed. */
export function parseRecording(
  source: string,
  file: string,
  read: () => string = () => readFileSync(file, 'utf8'),
): { recording?: Recording; problems: FixtureProblem[] } {
  const cut = source.indexOf(SEPARATOR)
  const report = (message: string, line = 1, column = 1) => ({
    problems: [{ severity: 'error' as const, file, line, column, message }],
  })
  let document: unknown
  try {
    document = readYaml(cut === -1 ? source : source.slice(0, cut + 1))
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
  const responses = responsesIn(file, read)
  return { recording: recordingOf(file, operation, request, document, responses), problems: [] }
}

/** Builds the recording from the document that was just written, as if the file had been read. */
export function recordingFrom(head: JsonObject, file: string): Recording | undefined {
  const request = isObject(head['request']) ? head['request'] : {}
  const operation = byName.get(text(request, 'operation'))
  if (operation === undefined) return undefined
  const responses = responsesIn(file, () => readFileSync(file, 'utf8'))
  return recordingOf(file, operation, request, head, responses)
}

function responsesIn(file: string, read: () => string): Recording['responses'] {
  return lazy(() => {
    const whole = read()
    const at = whole.indexOf(SEPARATOR)
    const start = at === -1 ? 0 : at + SEPARATOR.length
    try {
      return readResponses(readYaml(whole.slice(start)), file)
    } catch (thrown) {
      throw unreadable(thrown, placeAt(whole, start).line)
    }
  })
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
export function checkResponses({ file, responses }: Recording): FixtureProblem[] {
  try {
    responses()
    return []
  } catch (thrown) {
    if (!(thrown instanceof Unreadable)) throw thrown
    return [
      { severity: 'error', file: displayPath(file), ...thrown.place, message: thrown.message },
    ]
  }
}

function recordingOf(
  file: string,
  operation: Operation,
  request: JsonObject,
  document: JsonObject,
  responses: Recording['responses'],
): Recording {
  const recorded = isObject(document['recorded']) ? document['recorded'] : {}
  const model = text(request, 'model')
  const path = text(request, 'path')
  const headers = headersFrom(request['headers'])
  const body = request['body'] ?? request['text']
  return {
    file,
    name: basename(file).replace(/\.(?:ya?ml|json)$/, ''),
    operation,
    model,
    method: operation.method,
    path,
    headers,
    body,
    parts: {
      group: operation.group,
      model: text(request, 'resource') || model,
      sent: model,
      foundation: text(request, 'foundation') || model || undefined,
      members: membersOf(operation, path, headers),
      body,
    },
    redacted: request['redacted'] === true,
    at: text(recorded, 'at'),
    region: text(recorded, 'region'),
    latencyMs: typeof recorded['latencyMs'] === 'number' ? recorded['latencyMs'] : 0,
    responses,
    get key() {
      return contentKey(this.name, [this.at, this.parts])
    },
  }
}

const text = (from: JsonObject, name: string) => (typeof from[name] === 'string' ? from[name] : '')

function lazy<T>(make: () => T): () => T {
  let made: { value: T } | undefined
  return () => (made ??= { value: make() }).value
}

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

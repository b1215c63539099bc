import { eventStream } from '../../framing/event-stream.ts'
import { framingOf } from '../../framing/index.ts'
import { isRecording, parseRecording } from '../../recordings/recording.ts'
import type { Recording } from '../../recordings/recording.ts'
import type { RecordedResponse } from '../../recordings/recorded-response.ts'
import { bringMedia } from '../../recordings/recorded-response.ts'
import type { Json } from '../../json.ts'
import type { Item } from '../exchange.ts'
import { timeIn } from '../notation.ts'
import type { Format } from './format.ts'

/** Recordings of this server, of any version. */
export const recording: Format = {
  name: 'recordings',
  fits: ({ text }) => isRecording(text),
  *read({ path, text }) {
    const { recording: found, problems } = parseRecording(text, path, () => text)
    if (found === undefined) throw new SyntaxError(problems[0]?.message ?? 'damaged')
    for (const response of found.responses()) yield itemOf(found, response)
  },
}

function itemOf(found: Recording, response: RecordedResponse): Item {
  const { operation, path, headers, body, file } = found
  const events = Buffer.isBuffer(response.body) ? undefined : response.body
  const framing = framingOf(response.headers, operation.framing) ?? eventStream
  const exchange = {
    method: operation.method,
    url: path,
    requestHeaders: headers,
    requestBody: body === undefined ? undefined : bytesOf(body, file),
    status: response.status,
    headers: response.headers,
    chunks:
      events === undefined ? [response.body as Buffer] : events.map((one) => framing.encode(one)),
    atMs: events?.map(({ atMs }) => atMs) ?? [response.latencyMs],
    at: timeIn(found.at),
    latencyMs: response.latencyMs,
    region: found.region === '' ? undefined : found.region,
  }
  return { kind: 'exchange', exchange }
}

const bytesOf = (body: Json, file: string): Buffer =>
  Buffer.from(typeof body === 'string' ? body : JSON.stringify(bringMedia(body, file)))

import { textIn } from '../journal/events.ts'
import { parseJson } from '../json.ts'
import type { Json } from '../json.ts'
import { any, boolean, list, map, member, number, object, string, whole } from '../shape/shape.ts'
import { displayPath } from '../fixtures/folder.ts'
import { Problem } from '../http/problem.ts'
import { lastPrompt } from '../recordings/recording-name.ts'
import type { Recording } from '../recordings/recording.ts'
import type { RecordedResponse } from '../recordings/recorded-response.ts'
import { redactJson, redactText } from '../redaction/redact.ts'
import { costOfAnswer } from '../renewal/estimate.ts'
import { gistOf } from '../renewal/gist.ts'
import { recordedCall } from '../renewal/recorded-call.ts'
import { messageOf } from '../text/error-message.ts'
import type { AdminRoute } from './route.ts'
import type { AdminSources } from './sources.ts'

const MAX_PROMPT = 120
/** The limit for a body, or for the events of one answer. */
const MAX_SHOWN = 512 * 1024

const recording = {
  name: member(string, 'The path in its fixtures folder, with slashes.', 'required'),
  file: member(string, 'The file.', 'required'),
  operation: member(string, 'Converse, InvokeModel ...', 'required'),
  model: member(string, 'The model as sent; empty if the operation has none.', 'required'),
  region: member(string, 'The region that answered; empty if it is not known.', 'required'),
  at: member(string, 'When it was recorded, in ISO 8601; empty if it is not known.', 'required'),
  latencyMs: member(number, 'The duration of the last answer.', 'required'),
  prompt: member(string, 'The beginning of the last message.', 'required'),
  calls: member(whole(0), 'How often it has answered.', 'required'),
} as const

const answer = object({
  status: member(whole(0, 599), 'The HTTP status.', 'required'),
  latencyMs: member(number, 'Its duration.', 'required'),
  text: member(string, 'The text of the message, or the whole body.', 'required'),
  stopReason: member(string, 'Why the model stopped.'),
  usage: member(map, 'The number of tokens.'),
  cost: member(number, "US dollars at today's prices, estimated."),
  body: member(string, 'The body as recorded; absent for a stream.'),
  events: member(
    list(
      object({
        type: member(string, 'The type of the event.', 'required'),
        atMs: member(number, 'When it arrived, in milliseconds after the request.', 'required'),
        payload: member(string, 'Its payload.', 'required'),
        bytes: member(whole(0), 'The size of its payload.', 'required'),
        text: member(string, 'What it adds to the text of the answer.', 'required'),
      }),
    ),
    'The events of a stream.',
  ),
  clipped: member(boolean, 'Whether something was left out because it is long.', 'required'),
})

export const recordingRoutes: readonly AdminRoute[] = [
  {
    method: 'GET',
    path: '/recordings',
    summary: 'Lists the recordings of the folders',
    answer: {
      what: 'All of them, without their answers.',
      shape: object({ recordings: member(list(object(recording)), 'In any order.', 'required') }),
    },
    run: (_request, { store }) => ({
      recordings: store
        .stored()
        .map((one) => describe(one, (text) => redactText(text, store.settings.redact))),
    }),
  },
  {
    method: 'GET',
    path: '/recordings/{name}',
    summary: 'Returns one recording with its answers; its name is percent-encoded',
    answer: {
      what: 'The recording.',
      shape: object({
        ...recording,
        request: member(
          object({
            method: member(string, 'The verb.', 'required'),
            path: member(string, 'The path and query.', 'required'),
            headers: member(map, 'The headers.', 'required'),
            body: member(any, 'The body; media are in separate files.'),
          }),
          'The request as recorded.',
          'required',
        ),
        answers: member(list(answer), 'The answers, in the order in which they play.', 'required'),
      }),
    },
    problems: { 404: 'There is no recording with that name.', 409: 'Its file cannot be read.' },
    run: ({ params: { name = '' } }, admin) => detail(findRecording(name, admin), admin),
  },
]

/** The recording with that name; a later folder hides an earlier one's. */
export function findRecording(
  name: string,
  { store }: Pick<AdminSources, 'store'>,
): { recording: Recording; calls: number } {
  const entry = store.stored().findLast((one) => one.recording.name === name)
  if (entry === undefined) throw new Problem(404, `There is no recording ${JSON.stringify(name)}.`)
  return entry
}

function describe(
  { recording: one, calls }: { recording: Recording; calls: number },
  redact: (text: string) => string,
): object {
  const { name, file, operation, model, region, at, latencyMs, parts } = one
  return {
    name,
    file: displayPath(file),
    operation: operation.name,
    model,
    region,
    at,
    latencyMs,
    prompt: redact(lastPrompt(parts).slice(0, MAX_PROMPT)),
    calls,
  }
}

function detail(
  found: { recording: Recording; calls: number },
  { config, catalogue, store }: AdminSources,
): object {
  const { settings } = store
  const redact = (text: string) => redactText(text, settings.redact)
  const { method, path, headers, body } = found.recording
  let answers: readonly RecordedResponse[]
  try {
    answers = found.recording.responses()
  } catch (thrown) {
    throw new Problem(409, `${found.recording.name} cannot be read: ${messageOf(thrown)}`)
  }
  const call = recordedCall(found.recording, { catalogue, region: config.region }).call()
  return {
    ...describe(found, redact),
    request: {
      method,
      path: redact(path),
      headers: Object.fromEntries(headers.map(([name, value]) => [name, redact(value)])),
      ...(body !== undefined && { body: redactJson(body, settings) satisfies Json }),
    },
    answers: answers.map((response) => {
      const { text, stopReason, usage } = gistOf(response, call)
      const cost = response.status >= 300 ? 0 : costOfAnswer(usage, call)
      return {
        status: response.status,
        latencyMs: response.latencyMs,
        text: redact(text.slice(0, MAX_SHOWN)),
        ...(stopReason !== undefined && { stopReason }),
        ...(usage !== undefined && { usage }),
        ...(cost !== undefined && { cost }),
        ...contentOf(response, redact),
      }
    }),
  }
}

function contentOf({ body }: RecordedResponse, redact: (text: string) => string): object {
  if (Buffer.isBuffer(body))
    return { body: redact(body.toString('utf8', 0, MAX_SHOWN)), clipped: body.length > MAX_SHOWN }
  let bytes = 0
  const events = body.filter(({ payload }) => (bytes += payload.length) <= MAX_SHOWN)
  return {
    events: events.map(({ type, atMs, payload }) => ({
      type,
      atMs,
      payload: redact(payload),
      bytes: Buffer.byteLength(payload),
      text: redact(textIn(parseJson(payload))),
    })),
    clipped: events.length < body.length,
  }
}

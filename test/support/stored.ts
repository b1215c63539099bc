import type { Call } from '../../server/bedrock/types.ts'
import type { Json } from '../../server/json.ts'
import type { RecordedResponse } from '../../server/recordings/recorded-response.ts'
import { parseRecording } from '../../server/recordings/recording.ts'
import { createRecordings } from '../../server/recordings/recordings.ts'
import { noSettings } from '../../server/redaction/settings-file.ts'
import type { FixtureSettings } from '../../server/redaction/settings-file.ts'
import { writeRecording } from '../../server/recordings/write-recording.ts'
import { sentCall } from './stored-calls.ts'
import type { RecordedEvent, Answer } from '../../server/bedrock/answer.ts'

export const NOVA = 'amazon.nova-micro-v1:0'
export const HAIKU = 'anthropic.claude-3-haiku-20240307-v1:0'
export const say = (text: string): Json => ({ messages: [{ role: 'user', content: [{ text }] }] })
export const reply = (text: string) =>
  Buffer.from(
    JSON.stringify({
      metrics: { latencyMs: 900 },
      output: { message: { content: [{ text }], role: 'assistant' } },
      stopReason: 'end_turn',
      usage: { inputTokens: 1, outputTokens: 6, totalTokens: 7 },
    }),
  )

export interface Stored {
  operation?: string
  model?: string
  foundation?: string
  body?: Json
  answers?: (Buffer | RecordedEvent[] | RecordedResponse)[]
}

function stored(
  {
    operation = 'Converse',
    model = NOVA,
    foundation,
    body = say('hi'),
    answers = [reply('Hello')],
  }: Stored,
  name = 'r',
) {
  const responses = answers.map((answer): RecordedResponse =>
    Array.isArray(answer) || Buffer.isBuffer(answer)
      ? {
          status: 200,
          headers: [['Content-Type', 'application/json']],
          latencyMs: 900,
          body: answer,
        }
      : answer,
  )
  const { path } = sentCall(operation, model, body).operation
  const text = writeRecording(
    {
      request: {
        operation,
        model,
        ...(foundation !== undefined && { foundation }),
        path: path.replace('{modelId}', encodeURIComponent(model)),
        body,
      },
      recorded: { at: '', region: 'us-east-1', latencyMs: 1 },
    },
    responses,
    { stem: name, files: new Map() },
  )
  const { recording } = parseRecording(text, `/fixtures/${name}.yaml`, () => text)
  if (recording === undefined) throw new Error('not a recording')
  return recording
}

export function index(all: Stored[], settings: FixtureSettings = noSettings) {
  const recordings = createRecordings(settings)
  const list = all.map((one, at) => stored(one, `r${at}`))
  for (const one of list) recordings.add(one)
  return { recordings, list }
}

export function play(all: Stored[], call: Call): Answer | undefined {
  const { recordings } = index(all)
  const hit = recordings.find(call)
  return hit === undefined ? undefined : recordings.play(hit, call, 0)
}

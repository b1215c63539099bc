import { expect, test, vi } from 'vitest'
import { actionOf } from '../../../server/faults/action.ts'
import type { WrittenAction } from '../../../server/faults/action.ts'
import { disturb } from '../../../server/faults/apply.ts'
import { collected } from '../../../server/faults/collect.ts'
import { eventStream } from '../../../server/framing/event-stream.ts'
import { FrameReader } from '../../../server/framing/frame-reader.ts'
import type { Framing } from '../../../server/framing/framing.ts'
import { framingOf } from '../../../server/framing/index.ts'
import { serverSentEvents, sse } from '../../../server/framing/sse.ts'
import { copyOf, tapped } from '../../../server/journal/copy.ts'
import { redactedClip } from '../../../server/journal/redacted.ts'
import { usageOf } from '../../../server/journal/usage.ts'
import { readResponses, responseToJson } from '../../../server/recordings/recorded-response.ts'
import { judgeTranscript, responseOf } from '../../../server/recordings/transcript.ts'
import type { Transcript } from '../../../server/recordings/transcript.ts'
import { noSettings } from '../../../server/redaction/settings-file.ts'
import { remember } from '../../../server/write/remember.ts'
import { render } from '../../../server/write/render.ts'
import { callOf } from '../../support/calls.ts'
import type { Answer, Pace } from '../../../server/bedrock/answer.ts'
import type { Wire } from '../../../server/bedrock/wire.ts'

// The code that renders, caches, disturbs, journals and records streams does not depend on their framing.

const all: [string, Framing][] = [
  ['the event stream', eventStream],
  ['server-sent events', sse],
  [
    'server-sent events with the name last and an end',
    serverSentEvents({ nameLast: true, end: '[DONE]' }),
  ],
]

const rows = new Map(
  all.map(([, framing]) => [framing, { ...callOf('ConverseStream').operation, framing }]),
)

function callWith(framing: Framing, id = 'one') {
  const body = { messages: [{ role: 'user', content: [{ text: 'hi' }] }] }
  const row = rows.get(framing)
  if (row === undefined) throw new Error(`no operation with ${framing.type}`)
  return callOf('ConverseStream', { model: 'amazon.nova-lite-v1:0', body, id, row })
}

function answer(pace: Pace = { kind: 'instant' }): Extract<Answer, { kind: 'reply' }> {
  return {
    source: 'fixture',
    kind: 'reply',
    pace,
    reply: {
      kind: 'message',
      content: [{ text: 'One two.' }, { toolUse: { toolUseId: '', name: 'look', input: {} } }],
      stopReason: 'tool_use',
      usage: { inputTokens: 3, outputTokens: 5 },
      latencyMs: 10,
    },
  }
}

const wireOf = (framing: Framing, pace?: Pace) => render(answer(pace), callWith(framing))

function framesOf({ body }: Wire): Buffer[] {
  if (body.kind !== 'frames') throw new Error(`${body.kind} instead of frames`)
  return body.frames
}

const read = (framing: Framing, frames: readonly Buffer[]) =>
  new FrameReader(framing).push(Buffer.concat(frames))

const typesOf = (framing: Framing, frames: readonly Buffer[]) =>
  read(framing, frames).map(({ type }) => type)

const disturbed = (wire: Wire, written: WrittenAction) => disturb(wire, actionOf(written))

const TYPES = [
  'messageStart',
  'contentBlockDelta',
  'contentBlockDelta',
  'contentBlockStop',
  'contentBlockStart',
  'contentBlockDelta',
  'contentBlockStop',
  'messageStop',
  'metadata',
]

const withEnd = (framing: Framing, types: string[]) =>
  framing.end === undefined ? types : [...types, '']

test.each(all)('an answer is written in %s', (_, framing) => {
  const wire = wireOf(framing)
  expect(wire.headers).toContainEqual(['Content-Type', framing.type])
  expect(typesOf(framing, framesOf(wire))).toEqual(withEnd(framing, TYPES))
})

test.each(all)(
  'what is cached in %s is rendered once and gets new ids for every call',
  (_, framing) => {
    const rendering = vi.fn<typeof render>(render)
    const write = remember(rendering)
    const stable = { ...answer(), stable: {} }
    const [first = [], second = []] = ['one', 'two'].map((id) => {
      const frames = framesOf(write(stable, callWith(framing, id)))
      return read(framing, frames).map(({ payload }) => payload.toString())
    })
    const differing = first.filter((payload, at) => payload !== second[at])
    expect(rendering).toHaveBeenCalledTimes(1)
    expect(differing).toHaveLength(1)
    expect(differing[0]).toMatch(/"toolUseId":"tooluse_[\w-]{22}"/)
    expect(first).toHaveLength(second.length)
  },
)

test.each(all)('a pace schedules each event of %s', (_, framing) => {
  const { body } = wireOf(framing, { kind: 'tokens', firstByteMs: 100, tokensPerSecond: 10 })
  expect(body).toMatchObject({ kind: 'frames', framing })
  const atMs = body.kind === 'frames' ? body.atMs : []
  expect(atMs).toHaveLength(TYPES.length)
  expect(atMs[0]).toBe(100)
  expect(atMs).toEqual(atMs.toSorted((a, b) => a - b))
})

test.each(all)('a cut within an event of %s leaves half of it', (_, framing) => {
  const wire = disturbed(wireOf(framing), { cut: { inEvent: 3 } })
  const reader = new FrameReader(framing)
  expect(reader.push(Buffer.concat(framesOf(wire)))).toHaveLength(2)
  expect(reader.partial).toBe(true)
  expect(wire.end).toBe('cut')
})

test.each(all)('a stall delays events of %s', (_, framing) => {
  const silent = disturbed(wireOf(framing), { stall: { afterEvents: 2 } })
  expect(typesOf(framing, framesOf(silent))).toEqual(TYPES.slice(0, 2))
  expect(silent.end).toBe('stall')
  const paused = disturbed(wireOf(framing), { stall: { afterEvents: 2, forMs: 50 } })
  expect(paused.body).toMatchObject({
    atMs: framesOf(paused).map((_frame, at) => (at < 2 ? 0 : 50)),
  })
})

test.each(all)('one event of %s is damaged, in a copy', (_, framing) => {
  const wire = wireOf(framing)
  const before = framesOf(wire).map((frame) => Buffer.from(frame))
  const frames = framesOf(disturbed(wire, { corrupt: 2 }))
  expect(framesOf(wire)).toEqual(before)
  expect(frames.map((frame, at) => frame.equals(before[at] ?? frame))).toEqual(
    before.map((_frame, at) => at !== 1),
  )
  const readable = () => JSON.parse(read(framing, frames)[1]?.payload.toString() ?? '') as unknown
  expect(readable).toThrow()
})

test.each(all)('a delay does not change %s', (_, framing) => {
  const wire = wireOf(framing)
  expect(disturbed(wire, { delayMs: 5 })).toEqual({ ...wire, waitMs: 5 })
})

test.each(all)('an error ends %s in its own format', (_, framing) => {
  const error = { type: 'ThrottlingException', afterEvents: 1, message: 'Slow down.' } as const
  const frames = read(framing, framesOf(disturbed(wireOf(framing), { error })))
  expect(frames.map(({ kind }) => kind)).toEqual(['event', 'exception'])
  expect(frames[1]?.payload.toString()).toContain('"message":"Slow down."')
})

test.each(all)('byte by byte, %s stays the same', (_, framing) => {
  const wire = wireOf(framing)
  const slow = disturbed(wire, { byteMs: 1 })
  expect(Buffer.concat(framesOf(slow))).toEqual(Buffer.concat(framesOf(wire)))
})

async function* inPieces(bytes: Buffer, size: number) {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

async function gathered(chunks: AsyncIterable<Buffer>): Promise<Buffer> {
  const passed: Buffer[] = []
  for await (const chunk of chunks) passed.push(chunk)
  return Buffer.concat(passed)
}

/** The answer as it arrives from upstream. */
function arriving(framing: Framing, size = 50): Extract<Answer, { kind: 'arriving' }> {
  const { status, headers } = wireOf(framing)
  const chunks = inPieces(Buffer.concat(framesOf(wireOf(framing))), size)
  return { source: 'upstream', kind: 'arriving', status, headers, chunks }
}

test.each(all)('a fault splits %s of an upstream into events', async (_, framing) => {
  const wire = await collected(render(arriving(framing), callWith(framing)))
  expect(framesOf(wire)).toEqual(framesOf(wireOf(framing)))
})

test.each(all)('the journal shows the events of %s, one a line', (_, framing) => {
  const { text, clipped } = redactedClip(copyOf(wireOf(framing), undefined, 10_000), noSettings)
  const lines = text.split('\n')
  expect(clipped).toBe(false)
  expect(lines.map((line) => line.slice(0, line.indexOf(' ')))).toEqual(withEnd(framing, TYPES))
  expect(lines[1]).toContain('contentBlockDelta {"contentBlockIndex":0,"delta":{"text":"One')
})

test.each(all)('the journal finds the usage at the end of passing %s', async (_, framing) => {
  const answered = arriving(framing, 7)
  const { wire, tap } = tapped(render(answered, callWith(framing)), 20)
  if (wire.body.kind !== 'flow') throw new Error('it does not pass by')
  expect(await gathered(wire.body.chunks)).toEqual(Buffer.concat(framesOf(wireOf(framing))))
  const copy = copyOf(wire, tap, 20)
  expect(copy.clipped).toBe(true)
  expect(usageOf(answered, copy)).toMatchObject({ inputTokens: 3, outputTokens: 5 })
})

function transcriptOf(framing: Framing, bytes: Buffer): Transcript {
  const { status, headers } = wireOf(framing)
  const chunks = Array.from({ length: Math.ceil(bytes.length / 64) }, (_, at) =>
    bytes.subarray(at * 64, at * 64 + 64),
  )
  const atMs = chunks.map((_chunk, at) => at)
  return { status, headers, startedAt: 0, chunks, atMs, bytes: bytes.length, ended: 'complete' }
}

test.each(all)('a recording of %s replays the same bytes', (_, framing) => {
  const call = callWith(framing)
  const bytes = Buffer.concat(framesOf(wireOf(framing)))
  const transcript = transcriptOf(framing, bytes)
  const verdict = judgeTranscript(transcript, call, false)
  if (!verdict.save) throw new Error(verdict.why)
  const saved = responseOf(transcript, verdict.frames, noSettings)
  const document = { responses: [responseToJson(saved, { stem: 'x', files: new Map() })] }
  const [response] = readResponses(document, 'x.yaml')
  if (response === undefined) throw new Error('no response')
  const wire = render(
    { source: 'recording', kind: 'recorded', pace: { kind: 'recorded', speed: 1 }, ...response },
    call,
  )
  expect(Buffer.concat(framesOf(wire))).toEqual(bytes)
  expect(wire.body).toMatchObject({ framing })
})

test.each(all)('damaged or incomplete data in %s is not recorded', (_, framing) => {
  const call = callWith(framing)
  const frames = framesOf(wireOf(framing))
  const [first = Buffer.alloc(0), ...rest] = frames
  const damaged = Buffer.concat([framing.damage(first), ...rest])
  expect(judgeTranscript(transcriptOf(framing, damaged), call, false)).toMatchObject({
    save: false,
  })
  const half = Buffer.concat(frames).subarray(0, -3)
  expect(judgeTranscript(transcriptOf(framing, half), call, false)).toMatchObject({
    save: false,
    why: 'the stream ends within a frame',
  })
})

test('a framing is found by its content type; an operation prefers its own', () => {
  const typed = (type: string) => [['content-type', type]] as const
  const own = serverSentEvents({ end: '[DONE]' })
  expect(framingOf(typed('application/vnd.amazon.eventstream'))).toBe(eventStream)
  expect(framingOf(typed('text/event-stream; charset=utf-8'))).toBe(sse)
  expect(framingOf(typed('text/event-stream'), own)).toBe(own)
  expect(framingOf(typed('application/vnd.amazon.eventstream'), own)).toBe(eventStream)
  expect(framingOf(typed('application/json'), own)).toBeUndefined()
  expect(framingOf([], own)).toBeUndefined()
})

import { describe, expect, test } from 'vitest'
import { check } from '../../../server/bedrock/checks/index.ts'
import { operations } from '../../../server/bedrock/operations.ts'
import type { Call } from '../../../server/bedrock/types.ts'
import { FrameReader } from '../../../server/framing/frame-reader.ts'
import { isObject, parseJson } from '../../../server/json.ts'
import { stringOf } from '../../../server/json-fields.ts'
import type { Json } from '../../../server/json.ts'
import type { Reply } from '../../../server/neutral/reply.ts'
import { render } from '../../../server/write/render.ts'
import { callOf } from '../../support/calls.ts'
import { differences } from '../../support/differences.ts'
import { absent, readTraffic } from '../../support/traffic.ts'
import type { Traffic } from '../../support/traffic.ts'

const all = readTraffic('mantle.jsonl')

function callFor({ path, request, headers }: Traffic): Call {
  const row = operations.find(
    (one) =>
      one.method === 'POST' && [one.path, ...(one.alsoAt ?? [])].includes(path.replace(/\?.*/, '')),
  )
  if (row === undefined) throw new Error(`nothing answers at ${path}`)
  const host = ['host', 'bedrock-mantle.us-east-1.api.aws'] as const
  // The recorders omitted it.
  const version = ['anthropic-version', '2023-06-01'] as const
  const http = { url: path, headers: [host, version, ...Object.entries(headers)] }
  return callOf('', { row, raw: request, http })
}

const bodiesIn = (bytes: Buffer, { operation }: Call): { type: string; payload: string }[] =>
  operation.framing === undefined
    ? [{ type: '', payload: bytes.toString() }]
    : new FrameReader(operation.framing)
        .push(bytes)
        .map(({ type, payload }) => ({ type, payload: payload.toString() }))

function replyIn(bytes: Buffer, call: Call): Reply {
  const { door, streams } = call.operation
  const reply =
    streams === true ? door?.join?.(bodiesIn(bytes, call)) : door?.parse?.(parseJson(bytes) ?? null)
  if (reply === undefined) throw new Error('the answer is not understood')
  return reply
}

function writtenFor(reply: Reply, call: Call): Buffer {
  const { body } = render(
    { source: 'recording', kind: 'reply', reply, pace: { kind: 'instant' } },
    call,
  )
  if (body.kind === 'bytes') return body.bytes
  return body.kind === 'frames' ? Buffer.concat(body.frames) : Buffer.alloc(0)
}

/** A body, or the events of a stream; of the chunks of one text, which are split elsewhere, only the first. */
function runsOf(
  bodies: readonly { type: string; payload: string }[],
): { kind: string; json: Json }[] {
  const events = bodies.map(({ type, payload }) => {
    const json = parseJson(payload) ?? payload
    const named = isObject(json) ? stringOf(json['type']) : undefined
    return { kind: `${type} ${named ?? ''}`, json }
  })
  return events.filter(
    ({ kind }, at) => !(kind.endsWith('.delta') && events[at - 1]?.kind === kind),
  )
}

describe.skipIf(absent !== undefined)('genuine exchanges with bedrock-mantle', () => {
  test.each(all.map((one) => [one.line, one.path, one] as const))(
    '%i %s: understood, accepted, and written again with the same members',
    (_line, _path, traffic) => {
      const call = callFor(traffic)
      expect(() => check(call, { lenient: false, strictModels: true })).not.toThrow()
      expect(call.prompt().kind).toBe('chat')
      const reply = replyIn(traffic.response, call)
      const recorded = runsOf(bodiesIn(traffic.response, call))
      const written = runsOf(bodiesIn(writtenFor(reply, call), call))
      expect(written.map(({ kind }) => kind)).toEqual(recorded.map(({ kind }) => kind))
      // The service shuffles the members of schemas; the recorder of Messages sorted those of its answers.
      const isShuffled = (path: string) =>
        call.operation.group === 'messages' || /(?:^|\.)tools\.\d+\.parameters/.test(path)
      const wrong = recorded.flatMap(({ kind, json }, at) =>
        differences(json, written[at]?.json ?? null)
          .filter(({ of, path }) => of !== 'value' && !(of === 'order' && isShuffled(path)))
          .map((difference) => ({ kind, ...difference })),
      )
      expect(wrong).toEqual([])
      // Parsed again, it is the same answer.
      const again = replyIn(writtenFor(reply, call), call)
      expect({ ...again, latencyMs: 0 }).toEqual({ ...reply, latencyMs: 0 })
    },
  )
})

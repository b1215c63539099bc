import { describe, expect, test } from 'vitest'
import { check } from '../../../server/bedrock/checks/index.ts'
import { operations } from '../../../server/bedrock/operations.ts'
import type { Call } from '../../../server/bedrock/types.ts'
import { FrameReader } from '../../../server/framing/frame-reader.ts'
import { parseJson } from '../../../server/json.ts'
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
  // The recorders dropped it.
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

describe.skipIf(absent !== undefined)('genuine exchanges with bedrock-mantle', () => {
  test.each(all.map((one) => [one.line, one.path, one] as const))(
    '%i %s: understood, accepted, and written again with the same members',
    (_line, _path, traffic) => {
      const call = callFor(traffic)
      expect(() => check(call, { lenient: false, strictModels: true })).not.toThrow()
      expect(call.prompt().kind).toBe('chat')
      const reply = replyIn(traffic.response, call)
      const [recorded] = bodiesIn(traffic.response, call).slice(-1)
      const [written] = bodiesIn(writtenFor(reply, call), call).slice(-1)
      expect(written?.type).toBe(recorded?.type)
      const wrong = differences(
        parseJson(recorded?.payload ?? '') as Json,
        parseJson(written?.payload ?? '') as Json,
      )
      // The service shuffles the members of schemas; the recorder of Messages sorted those of its answers.
      const isShuffled = (path: string) =>
        call.operation.group === 'messages' || /(?:^|\.)tools\.\d+\.parameters/.test(path)
      expect(
        wrong.filter(({ of, path }) => of !== 'value' && !(of === 'order' && isShuffled(path))),
      ).toEqual([])
      // Read again, it is the same answer.
      const again = replyIn(writtenFor(reply, call), call)
      expect({ ...again, latencyMs: 0 }).toEqual({ ...reply, latencyMs: 0 })
    },
  )
})

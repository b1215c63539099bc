import { expect, test, vi } from 'vitest'
import { eventStream } from '../../../server/framing/event-stream.ts'
import { FrameReader } from '../../../server/framing/frame-reader.ts'
import type { Message } from '../../../server/neutral/reply.ts'
import { remember } from '../../../server/write/remember.ts'
import { render } from '../../../server/write/render.ts'
import { callOf } from '../../support/calls.ts'
import type { Answer } from '../../../server/bedrock/answer.ts'
import type { Wire } from '../../../server/bedrock/wire.ts'

const CLAUDE = 'us.anthropic.claude-sonnet-4-5-20250929-v1:0'

function answer(stable?: object, more: Partial<Message> = {}): Answer {
  return {
    source: 'fixture',
    kind: 'reply',
    pace: { kind: 'instant' },
    reply: {
      kind: 'message',
      content: [{ text: 'Hello.' }, { toolUse: { toolUseId: '', name: 'look', input: {} } }],
      stopReason: 'tool_use',
      usage: { inputTokens: 3, outputTokens: 5 },
      latencyMs: 10,
      ...more,
    },
    ...(stable !== undefined && { stable }),
  }
}

const messages = [{ role: 'user', content: [{ text: 'hi' }] }]
const converse = (body: object = {}) =>
  callOf('Converse', { model: CLAUDE, body: { messages, ...body } })
const claudeBody = {
  anthropic_version: 'bedrock-2023-05-31',
  max_tokens: 9,
  messages: [{ role: 'user', content: 'hi' }],
}

function textOf({ body }: Wire): string {
  if (body.kind === 'bytes') return body.bytes.toString()
  if (body.kind === 'frames') return Buffer.concat(body.frames).toString('latin1')
  return ''
}

const withoutIds = (text: string) =>
  text.replaceAll(/tooluse_[\w-]{22}|toolu_bdrk_01\w{22}|msg_bdrk_01\w{22}/g, '<id>')

test('an answer that depends on nothing is rendered once', () => {
  const rendering = vi.fn<typeof render>(render)
  const write = remember(rendering)
  const stable = {}
  const first = write(answer(stable, { content: [{ text: 'Hello.' }] }), converse())
  const second = write(answer(stable, { content: [{ text: 'Hello.' }] }), converse())
  expect(rendering).toHaveBeenCalledTimes(1)
  expect(textOf(second)).toBe(textOf(first))
  expect(textOf(first)).toBe(
    textOf(render(answer(stable, { content: [{ text: 'Hello.' }] }), converse())),
  )
})

test.each([
  ['Converse', { messages }],
  ['ConverseStream', { messages }],
  ['InvokeModel', claudeBody],
  ['InvokeModelWithResponseStream', claudeBody],
])('ids are new in every answer of %s, and everything else is the same', (name, body) => {
  const write = remember(render)
  const stable = {}
  const wires = ['one', 'two'].map((id) =>
    write(answer(stable), callOf(name, { model: CLAUDE, body, id })),
  )
  const [first = '', second = ''] = wires.map((wire) => nativeText(wire))
  expect(first).not.toBe(second)
  expect(withoutIds(first)).toBe(withoutIds(second))
  expect(withoutIds(first)).toContain('<id>')
  expect(first).not.toContain('hole')
})

/** The text of a wire, with native chunks decoded from base64; throws if a frame's checksum is wrong. */
function nativeText({ body }: Wire): string {
  if (body.kind !== 'frames') return body.kind === 'bytes' ? body.bytes.toString() : ''
  return new FrameReader(eventStream)
    .push(Buffer.concat(body.frames))
    .map(({ type, payload }) => {
      const { bytes } = JSON.parse(payload.toString()) as { bytes?: string }
      return `${type} ${bytes === undefined ? payload.toString() : Buffer.from(bytes, 'base64').toString()}`
    })
    .join('\n')
}

test('another operation, model or token count is rendered separately', () => {
  const rendering = vi.fn<typeof render>(render)
  const write = remember(rendering)
  const stable = {}
  write(answer(stable), converse())
  write(answer(stable, { usage: { inputTokens: 4, outputTokens: 5 } }), converse())
  write(answer(stable), callOf('Converse', { model: 'amazon.nova-lite-v1:0', body: { messages } }))
  write(answer(stable), callOf('ConverseStream', { model: CLAUDE, body: { messages } }))
  expect(rendering).toHaveBeenCalledTimes(4)
})

test('echoed parts of the request are rendered for every request', () => {
  const write = remember(render)
  const stable = {}
  write(answer(stable), converse())
  const echoed = write(answer(stable), converse({ performanceConfig: { latency: 'optimized' } }))
  expect(textOf(echoed)).toContain('"performanceConfig":{"latency":"optimized"}')
  const titan = (prompt: string) =>
    callOf('InvokeModel', { model: 'cohere.command-text-v14', body: { prompt } })
  const plain = (text: string) => answer({}, { content: [{ text }], stopReason: 'end_turn' })
  const echo = plain('Hello.')
  expect(textOf(write(echo, titan('first')))).toContain('first')
  expect(textOf(write(echo, titan('second')))).toContain('second')
})

test('the cache stays within its limit', () => {
  const rendering = vi.fn<typeof render>(render)
  const write = remember(rendering, 64 * 1024)
  const answers = Array.from({ length: 100 }, () =>
    answer({}, { content: [{ text: 'x'.repeat(2_000) }] }),
  )
  for (const each of answers) write(each, converse())
  for (const each of answers.slice(0, 10)) write(each, converse())
  expect(rendering.mock.calls.length).toBe(110)
})

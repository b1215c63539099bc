import { expect, test } from 'vitest'
import type { Answer } from '../../../server/bedrock/answer.ts'
import type { MadeFrames, Wire } from '../../../server/bedrock/wire.ts'
import { remember } from '../../../server/write/remember.ts'
import { render } from '../../../server/write/render.ts'
import { callOf } from '../../support/calls.ts'

const GPT = 'openai.gpt-oss-120b'
const CLAUDE = 'us.anthropic.claude-sonnet-4-5-20250929-v1:0'
const STARTED = Date.UTC(2026, 4, 5)

const answer = (text: string): Answer => ({
  source: 'fixture',
  kind: 'reply',
  pace: { kind: 'instant' },
  reply: {
    kind: 'message',
    content: [{ text }, { toolUse: { toolUseId: '', name: 'look', input: { at: 'it' } } }],
    stopReason: 'tool_use',
    usage: { inputTokens: 3, outputTokens: 5 },
    latencyMs: 10,
  },
  stable: {},
})

const streamed = { stream: true, max_tokens: 9, messages: [{ role: 'user', content: 'hi' }] }
const calls: Readonly<Record<string, (receivedAt: number) => ReturnType<typeof callOf>>> = {
  ChatCompletions: (receivedAt) =>
    callOf('ChatCompletions', { body: { ...streamed, model: GPT }, receivedAt }),
  Responses: (receivedAt) =>
    callOf('Responses', { body: { stream: true, model: GPT, input: 'hi' }, receivedAt }),
  Messages: (receivedAt) =>
    callOf('Messages', { body: { ...streamed, model: CLAUDE }, receivedAt }),
}

const IDS = /(?:resp|fc|msg|msg_bdrk|call|toolu_bdrk)_\w{15,}|chatcmpl-[\w-]{30,}/g
const idsIn = (text: string): string[] => text.match(IDS) ?? []
const withoutIds = (text: string): string => text.replaceAll(IDS, (id) => '*'.repeat(id.length))

function streamOf({ body }: Wire): { made: MadeFrames; frames: Buffer[] } {
  if (body.kind !== 'frames' || body.made === undefined) throw new Error('not made of a form')
  return { made: body.made, frames: body.frames }
}

test.each(Object.entries(calls))('each stream of %s has ids and times of its own', (_, call) => {
  const write = remember(render)
  // The same words in more bytes than letters.
  const said = answer('A café with naïve 🐈 customers.')
  const seen = new Set<string>()
  for (let nth = 0; nth < 4; nth++) {
    const asked = call(STARTED + nth * 5000)
    const { made, frames } = streamOf(write(said, asked))
    const lent = made.lend()
    const sent = lent.toString()
    const { body } = render(said, asked)
    const afresh = body.kind === 'frames' ? body.frames : []

    expect(withoutIds(sent)).toBe(withoutIds(Buffer.concat(afresh).toString()))
    expect(frames.map((frame) => frame.length)).toEqual(afresh.map((frame) => frame.length))
    expect(Buffer.concat(frames).toString()).toBe(sent)
    expect(made.bytes().toString()).toBe(sent)
    expect(made.length).toBe(lent.length)
    expect(made.count).toBe(frames.length)

    const ids = idsIn(sent)
    const different = [...new Set(ids)]
    expect(different.map((id, at) => id.endsWith(made.ids[at] ?? '?'))).toEqual(
      made.ids.map(() => true),
    )
    // An id is repeated wherever the rendering repeats its own.
    const places = (all: string[]) => all.map((id) => all.indexOf(id))
    expect(places(ids)).toEqual(places(idsIn(Buffer.concat(afresh).toString())))
    for (const id of different) expect(seen).not.toContain(id)
    for (const id of different) seen.add(id)
    made.giveBack(lent)
  }
})

test('a buffer that was given back is filled again, and others are left alone', () => {
  const write = remember(render)
  const said = answer('Hello.')
  const [one, two] = ['Responses', 'Responses'].map((name) =>
    streamOf(write(said, calls[name]?.(STARTED) ?? callOf(name))),
  )
  const first = one?.made.lend()
  const text = first?.toString()
  const second = two?.made.lend()
  expect(second).not.toBe(first)
  expect(first?.toString()).toBe(text)
  if (first !== undefined) one?.made.giveBack(first)
  expect(two?.made.lend()).toBe(first)
  expect(first?.toString()).toBe(second?.toString())
})

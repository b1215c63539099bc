import { describe, expect, test } from 'vitest'
import type { Json, JsonObject } from '../../../server/json.ts'
import { deltasOf } from '../../../server/model-server/deltas.ts'
import type { AnswerPlan } from '../../../server/model-server/deltas.ts'
import { joinDeltas } from '../../../server/neutral/delta.ts'
import type { Delta } from '../../../server/neutral/delta.ts'
import type { Block } from '../../../server/neutral/prompt.ts'
import type { Message } from '../../../server/neutral/reply.ts'
import { chunk, USAGE } from '../../support/model-server.ts'

const PLAN: AnswerPlan = {
  family: undefined,
  stopSequences: [],
  showsReasoning: true,
  startedAt: 0,
  prefill: '',
  usage: { inputTokens: 3, outputTokens: 0 },
}

async function read(chunks: JsonObject[], plan: Partial<AnswerPlan> = {}) {
  const served = { model: 'small' }
  const deltas: Delta[] = []
  let pulls = 0
  async function* source() {
    for (const one of chunks) {
      pulls++
      yield one
    }
  }
  for await (const delta of deltasOf(source(), { ...PLAN, ...plan }, served)) deltas.push(delta)
  return { deltas, message: joinDeltas(deltas), served, pulls }
}

const say = (...texts: string[]) => texts.map((content) => chunk({ content }))
const stop = (reason: string) => chunk({}, reason)
const call = (part: object) => chunk({ tool_calls: [part] })
const weather = (json: string, more: object = {}) => ({
  ...more,
  function: { name: 'weather', arguments: json },
})
const inputs = ({ content }: Message) =>
  content.flatMap(({ toolUse }) => (toolUse === undefined ? [] : [[toolUse.name, toolUse.input]]))

const ROME = { city: 'Rome' }
const OSLO = { city: 'Oslo' }
const text = (input: object) => JSON.stringify(input)

const thought = (reasoning: string) => ({
  reasoningContent: { reasoningText: { text: reasoning } },
})

describe('tool calls', () => {
  test.each<[string, JsonObject[], unknown[]]>([
    [
      'in pieces, numbered',
      [
        call({ index: 0, id: 'a', ...weather('') }),
        call({ index: 0, function: { arguments: '{"city":' } }),
        call({ index: 0, function: { arguments: '"Rome"}' } }),
        call({ index: 1, id: 'b', ...weather('') }),
        call({ index: 1, function: { arguments: text(OSLO) } }),
      ],
      [ROME, OSLO],
    ],
    [
      'whole, without numbers',
      [call({ id: 'a', ...weather(text(ROME)) }), call({ id: 'b', ...weather(text(OSLO)) })],
      [ROME, OSLO],
    ],
    [
      'whole, each with number 0',
      [
        call(weather(text(ROME), { index: 0, id: 'a' })),
        call(weather(text(OSLO), { index: 0, id: 'b' })),
      ],
      [ROME, OSLO],
    ],
    [
      'with one id twice',
      [
        call(weather(text(ROME), { index: 0, id: 'a' })),
        call(weather(text(OSLO), { index: 0, id: 'a' })),
      ],
      [ROME, OSLO],
    ],
    [
      'all in one chunk',
      [chunk({ tool_calls: [weather(text(ROME), { id: 'a' }), weather(text(OSLO), { id: 'b' })] })],
      [ROME, OSLO],
    ],
    [
      'mixed',
      [
        call(weather('{"city":', { index: 0, id: 'a' })),
        call(weather('{"city":', { index: 1, id: 'b' })),
        call({ index: 0, function: { arguments: '"Rome"}' } }),
        call({ index: 1, function: { arguments: '"Oslo"}' } }),
      ],
      [ROME, OSLO],
    ],
    [
      'all announced before the first arguments, by number',
      [
        call({ index: 0, id: 'a', ...weather('') }),
        call({ index: 1, id: 'b', ...weather('') }),
        call({ index: 0, function: { arguments: text(ROME) } }),
        call({ index: 1, function: { arguments: text(OSLO) } }),
      ],
      [ROME, OSLO],
    ],
    [
      'all announced before the first arguments, by id',
      [
        call({ id: 'a', ...weather('') }),
        call({ id: 'b', ...weather('') }),
        call({ id: 'a', function: { arguments: text(ROME) } }),
        call({ id: 'b', function: { arguments: text(OSLO) } }),
      ],
      [ROME, OSLO],
    ],
    [
      'the first without arguments',
      [
        call({ index: 0, id: 'a', ...weather('') }),
        call({ index: 1, id: 'b', ...weather(text(OSLO)) }),
      ],
      [{}, OSLO],
    ],
    [
      'with the name in every piece',
      [
        call(weather('{"city":', { index: 0, id: 'a' })),
        call(weather('"Rome"}', { index: 0, id: 'a' })),
      ],
      [ROME],
    ],
    [
      'with an object instead of a string',
      [call({ function: { name: 'weather', arguments: ROME } })],
      [ROME],
    ],
    ['without arguments', [call(weather(''))], [{}]],
  ])('%s', async (_name, chunks, expected) => {
    const { message } = await read([...chunks, stop('tool_calls')])
    expect(inputs(message)).toEqual(expected.map((input) => ['weather', input]))
    expect(message.stopReason).toBe('tool_use')
  })

  const use = (input: Json) => ({ toolUse: { toolUseId: '', name: 'weather', input } })
  const begun = call(weather('{"ci', { index: 0, id: 'a' }))
  const more = { index: 0, function: { arguments: 'ty":"Rome"}' } }
  const rest = call(more)

  test.each<[string, JsonObject[], Block[]]>([
    ['text', [begun, ...say(' mi', 'd'), rest, ...say(' end')], [use(ROME), { text: ' mid end' }]],
    [
      'text before the first arguments',
      [call(weather('', { index: 0 })), ...say(' mid'), begun, rest],
      [use(ROME), { text: ' mid' }],
    ],
    ['reasoning', [begun, chunk({ reasoning: 'Hm.' }), rest], [use(ROME), thought('Hm.')]],
    [
      'text and another call',
      [
        begun,
        call(weather(text(OSLO), { index: 1 })),
        chunk({ content: 'mid', tool_calls: [more] }),
      ],
      [use(ROME), use(OSLO), { text: 'mid' }],
    ],
  ])('%s between the pieces of a call follows it', async (_name, chunks, expected) => {
    const { message, deltas } = await read([...chunks, stop('tool_calls')])
    expect(message).toMatchObject({ content: expected, stopReason: 'tool_use' })
    const indexes = deltas.flatMap((delta) => ('index' in delta ? [delta.index] : []))
    expect(indexes).toEqual(indexes.toSorted((a, b) => a - b))
  })

  test('text is not lost if the call before it never ends', async () => {
    const { message } = await read([begun, ...say(' mid'), stop('tool_calls')])
    expect(message).toMatchObject({
      content: [use('{"ci'), { text: ' mid' }],
      stopReason: 'malformed_tool_use',
    })
  })

  test('a stop sequence between the pieces of a call counts after it', async () => {
    const { message } = await read([begun, ...say('One. END'), rest, ...say(' more')], {
      stopSequences: ['END'],
    })
    expect(message).toMatchObject({
      content: [use(ROME), { text: 'One. ' }],
      stopReason: 'stop_sequence',
    })
  })

  test('what a call adds to complete arguments after a text is dropped', async () => {
    const extra = call({ index: 0, function: { arguments: '}' } })
    const { message } = await read([begun, rest, ...say('mid'), extra, stop('tool_calls')])
    expect(message).toMatchObject({ content: [use(ROME), { text: 'mid' }], stopReason: 'tool_use' })
  })

  test('"stop" with a call is tool_use, broken arguments are malformed_tool_use', async () => {
    const { message } = await read([call(weather(text(ROME))), stop('stop')])
    expect(message.stopReason).toBe('tool_use')
    const { message: broken } = await read([call(weather('{"city": Rome')), stop('tool_calls')])
    expect(broken.stopReason).toBe('malformed_tool_use')
  })

  test('large chunks are split as the family streams them', async () => {
    const { deltas } = await read([call(weather(text({ city: 'Rome', unit: 'celsius' })))])
    expect(deltas.filter(({ type }) => type === 'arguments').length).toBeGreaterThan(2)
  })
})

describe('reasoning', () => {
  test.each<[string, JsonObject[]]>([
    ['reasoning_content', [chunk({ reasoning_content: 'Let me see.' }), ...say('Rome.')]],
    ['reasoning', [chunk({ reasoning: 'Let me see.' }), ...say('Rome.')]],
    ['a tag', say('<think>\nLet me see.\n</think>\n\nRome.')],
    ['a tag in pieces', say('<th', 'ink>Let me', ' see.', '\n</', 'think', '>\n', '\nRome', '.')],
  ])('%s', async (_name, chunks) => {
    const { message } = await read([...chunks, stop('stop')])
    expect(message.content).toEqual([thought('Let me see.'), { text: 'Rome.' }])
    const hidden = await read([...chunks, stop('stop')], { showsReasoning: false })
    expect(hidden.message.content).toEqual([{ text: 'Rome.' }])
  })

  test('is signed if the family signs', async () => {
    const chunks = [chunk({ reasoning: 'Let me see.' }), ...say('Rome.')]
    const { message } = await read(chunks, { sign: () => 'c2ln' })
    expect(message.content[0]).toEqual({
      reasoningContent: { reasoningText: { text: 'Let me see.', signature: 'c2ln' } },
    })
  })

  test('a tag in the middle is plain text', async () => {
    const { message } = await read([...say('The tag <think> opens', ' </think>.'), stop('stop')])
    expect(message.content).toEqual([{ text: 'The tag <think> opens </think>.' }])
  })
})

describe('endings', () => {
  test.each([
    ['stop', 'end_turn'],
    ['length', 'max_tokens'],
    ['content_filter', 'content_filtered'],
  ])('%s is %s', async (finish, expected) => {
    const { message } = await read([...say('Hi'), stop(finish)])
    expect(message.stopReason).toBe(expected)
  })

  test('a stop sequence cuts the text however it is chunked, and ends the upstream call', async () => {
    const chunks = [...say('One. E', 'N', 'D of it', ' and more'), stop('stop')]
    const { message, pulls, deltas } = await read(chunks, { stopSequences: ['END', 'more'] })
    expect(message).toMatchObject({
      content: [{ text: 'One. ' }],
      stopReason: 'stop_sequence',
      stopSequence: 'END',
    })
    expect(pulls).toBe(3)
    expect(deltas.filter(({ type }) => type === 'text')).toHaveLength(1)
  })

  test('a partial stop sequence is text', async () => {
    const { message } = await read(say('EN', 'D', 'EN'), { stopSequences: ['ENDS'] })
    expect(message.content).toEqual([{ text: 'ENDEN' }])
  })

  test.each([
    ['continues after it', ' is Rome.'],
    ['repeats it', 'The city is Rome.'],
  ])('a prefill: the server %s', async (_name, start) => {
    const { message } = await read([...say(start.slice(0, 5), start.slice(5)), stop('stop')], {
      prefill: 'The city',
    })
    expect(message.content).toEqual([{ text: ' is Rome.' }])
  })

  test("usage is ours, and the server's own is kept separately", async () => {
    const { message, served } = await read([...say('Rome is in Italy.'), stop('stop'), USAGE])
    expect(message.usage).toEqual({ inputTokens: 3, outputTokens: 5 })
    expect(served).toMatchObject({ usage: { inputTokens: 11, outputTokens: 7 } })
  })

  test('an empty answer has an empty text', async () => {
    const { message } = await read([stop('stop')])
    expect(message.content).toEqual([{ text: '' }])
  })

  test('an error in a chunk ends the answer', async () => {
    const error = { error: { message: 'out of memory' } }
    await expect(read([...say('Hi'), error])).rejects.toMatchObject({
      name: 'ModelStreamErrorException',
      message: expect.stringContaining('out of memory') as string,
    })
  })
})

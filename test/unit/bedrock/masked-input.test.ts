import { describe, expect, test } from 'vitest'
import { guardedInput } from '../../../server/bedrock/guarded-input.ts'
import { maskedInput } from '../../../server/bedrock/masked-input.ts'
import { viewOf } from '../../../server/matching/view.ts'
import { callOf } from '../../support/calls.ts'

const MAIL = 'jane@example.com'

/** The model's input when every occurrence of the address is masked. */
function seen(operation: string, model: string, body: object) {
  const call = callOf(operation, { model, body })
  const input = guardedInput(call)
  const masks = input.texts.map((text) => {
    const start = text.indexOf(MAIL)
    return start === -1 ? [] : [{ start, end: start + MAIL.length, by: '{EMAIL}' }]
  })
  const masked = maskedInput(call, input, masks)
  return { isSame: masked === call, view: viewOf(masked), body: masked.body, raw: masked.raw }
}

describe('Converse', () => {
  const ask = (content: object[], more: object = {}) =>
    seen('Converse', 'amazon.nova-lite-v1:0', {
      system: [{ text: MAIL }],
      messages: [
        { role: 'user', content: [{ text: `first ${MAIL}` }] },
        { role: 'assistant', content: [{ text: MAIL }] },
        { role: 'user', content },
      ],
      ...more,
    })

  test('masks user text in every message, and nothing else', () => {
    const { view, body, raw } = ask([
      { text: `I am ${MAIL}.` },
      { toolResult: { toolUseId: 'a', content: [{ text: MAIL }] } },
    ])
    expect(view.prompt).toBe('I am {EMAIL}.')
    expect(view.system).toBe(MAIL)
    expect(body).toEqual({
      system: [{ text: MAIL }],
      messages: [
        { role: 'user', content: [{ text: 'first {EMAIL}' }] },
        { role: 'assistant', content: [{ text: MAIL }] },
        {
          role: 'user',
          content: [
            { text: 'I am {EMAIL}.' },
            { toolResult: { toolUseId: 'a', content: [{ text: MAIL }] } },
          ],
        },
      ],
    })
    expect(JSON.parse(raw.toString())).toEqual(body)
  })

  test('masks only marked content, if any is marked', () => {
    const { view } = ask([{ text: MAIL }, { guardContent: { text: { text: MAIL } } }])
    expect(view.prompt).toBe(`${MAIL}\n{EMAIL}`)
  })

  test('returns the same call if nothing is masked', () => {
    const { isSame } = seen('Converse', 'amazon.nova-lite-v1:0', {
      messages: [{ role: 'user', content: [{ text: 'Hello' }] }],
    })
    expect(isSame).toBe(true)
  })
})

describe('native bodies', () => {
  const CLAUDE = 'anthropic.claude-3-haiku-20240307-v1:0'
  const head = { anthropic_version: 'bedrock-2023-05-31', max_tokens: 10 }

  test('a Claude message', () => {
    const called = [
      { type: 'text', text: MAIL },
      { type: 'tool_use', id: 'a', name: 'find', input: {} },
    ]
    const { body } = seen('InvokeModel', CLAUDE, {
      ...head,
      system: MAIL,
      messages: [
        { role: 'user', content: MAIL },
        { role: 'assistant', content: called },
        {
          role: 'user',
          content: [
            { type: 'tool_result', tool_use_id: 'a', content: MAIL },
            { type: 'text', text: `To ${MAIL}` },
          ],
        },
      ],
    })
    expect(body).toEqual({
      ...head,
      system: MAIL,
      messages: [
        { role: 'user', content: '{EMAIL}' },
        { role: 'assistant', content: called },
        {
          role: 'user',
          content: [
            { type: 'tool_result', tool_use_id: 'a', content: MAIL },
            { type: 'text', text: 'To {EMAIL}' },
          ],
        },
      ],
    })
  })

  test.each([
    ['amazon.titan-text-express-v1', { inputText: `User: ${MAIL}\nBot:` }],
    [
      'meta.llama3-8b-instruct-v1:0',
      { prompt: `<|start_header_id|>user<|end_header_id|>\n\n${MAIL}<|eot_id|>` },
    ],
  ])('a %s prompt', (model, body) => {
    const { view } = seen('InvokeModel', model, body)
    expect(view.prompt).toContain('{EMAIL}')
    expect(view.prompt).not.toContain(MAIL)
  })

  test('guard tags never reach the model; unmarked text is kept', () => {
    const name = 'amazon-bedrock-guardrails-guardContent_xyz'
    const ask = (content: string) =>
      seen('InvokeModel', CLAUDE, {
        ...head,
        'amazon-bedrock-guardrailConfig': { tagSuffix: 'xyz' },
        messages: [{ role: 'user', content }],
      }).view.prompt
    expect(ask(`${MAIL} <${name}>${MAIL}</${name}>.`)).toBe(`${MAIL} {EMAIL}.`)
    expect(ask(`Say <${name}>hello</${name}>.`)).toBe('Say hello.')
  })
})

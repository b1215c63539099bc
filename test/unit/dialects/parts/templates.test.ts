import { describe, expect, test } from 'vitest'
import {
  deepseek,
  instructions,
  llamaHeaders,
  turnsOf,
} from '../../../../server/dialects/parts/templates.ts'

const all = [llamaHeaders, instructions, deepseek]
const user = (text: string) => ({ role: 'user', content: [{ text }] })
const assistant = (text: string) => ({ role: 'assistant', content: [{ text }] })

describe('turns within a prompt', () => {
  test('a prompt in no known template is one user message, verbatim', () => {
    const prompt = '  Say hello.\n\nHuman: no'
    expect(turnsOf(prompt, all)).toEqual({ system: [], messages: [user(prompt)] })
  })

  test('Llama 3 headers', () => {
    const prompt =
      '<|begin_of_text|><|start_header_id|>system<|end_header_id|>\n\nBe brief.<|eot_id|>' +
      '<|start_header_id|>user<|end_header_id|>\n\nHi<|eot_id|>' +
      '<|start_header_id|>assistant<|end_header_id|>\n\nHello!<|eot_id|>' +
      '<|start_header_id|>user<|end_header_id|>\n\nBye<|eot_id|>' +
      '<|start_header_id|>assistant<|end_header_id|>\n\n'
    expect(turnsOf(prompt, all)).toEqual({
      system: [{ text: 'Be brief.' }],
      messages: [user('Hi'), assistant('Hello!'), user('Bye')],
    })
  })

  test('Llama 4 headers', () => {
    const prompt =
      '<|header_start|>user<|header_end|>\n\nHi<|eot|><|header_start|>assistant<|header_end|>\n\n'
    expect(turnsOf(prompt, all).messages).toEqual([user('Hi')])
  })

  test('Llama 2 instructions with a system prompt', () => {
    const prompt =
      '<s>[INST] <<SYS>>\nBe brief.\n<</SYS>>\n\nHi [/INST] Hello! </s><s>[INST] Bye [/INST]'
    expect(turnsOf(prompt, all)).toEqual({
      system: [{ text: 'Be brief.' }],
      messages: [user('Hi'), assistant('Hello!'), user('Bye')],
    })
  })

  test('Mistral instructions, and the text before the first one', () => {
    expect(turnsOf('<s>You are a poet. [INST] Hi [/INST]\n<rhyme>', all)).toEqual({
      system: [{ text: 'You are a poet.' }],
      messages: [user('Hi'), assistant('<rhyme>')],
    })
    expect(
      turnsOf('[SYSTEM_PROMPT]Be brief.[/SYSTEM_PROMPT][INST]Hi[/INST]', all).messages,
    ).toHaveLength(1)
  })

  test('a mention of a template is not a template', () => {
    for (const prompt of [
      'What does [INST] mean?',
      'Is [INST] x [/INST] right?',
      'Why <|start_header_id|>?',
    ])
      expect(turnsOf(prompt, all).messages).toEqual([user(prompt)])
  })

  test('DeepSeek markers, with open thinking at the end', () => {
    const prompt =
      '<｜begin▁of▁sentence｜>Be brief.<｜User｜>Hi<｜Assistant｜>Hello!<｜end▁of▁sentence｜><｜User｜>Bye<｜Assistant｜><think>\n'
    expect(turnsOf(prompt, all)).toEqual({
      system: [{ text: 'Be brief.' }],
      messages: [user('Hi'), assistant('Hello!'), user('Bye')],
    })
  })

  test('megabytes of unclosed markers take almost no time', () => {
    const prompt = '[INST]'.repeat(200_000)
    expect(turnsOf(prompt, all).messages).toEqual([user(prompt)])
  })
})

import { describe, expect, test } from 'vitest'
import type { JsonObject } from '../../../../server/json.ts'
import { answerOf, asking, textOf, WEATHER } from '../asking.ts'

describe('invented text', () => {
  test.each<[prompt: string, answer: RegExp | string]>([
    ['Hi', /^Hello! This is bedrock-local/],
    ['Say hello', 'hello'],
    ['Say "Hello World"', 'Hello World'],
    ['Reply with OK', 'OK'],
    ['Respond with the word pong', 'pong'],
    ['What is 2+2?', '2 + 2 = 4'],
    ['What is the capital of France? Answer in one word.', 'Paris'],
    ['What is tea? Answer in one word.', 'Tea'],
    ['Explain quantum computing in one sentence', /^[^\n.]*"quantum computing"[^\n.]*\.$/],
    ['List three fruits', /^1\. .+\n2\. .+\n3\. .+$/],
    ['Create a list of 2 pop songs.', /^1\. Pop songs: .+\n2\. Pop songs: .+$/],
    ['Give me 5 ideas for a party', /^(?:\d\. Ideas for a party: .+\n?){5}$/],
    ['Summarize: The cat sat. It slept. It woke up.', 'In short: The cat sat. It woke up.'],
    ['Translate "good morning" to French', '[French] good morning'],
    ['Classify the sentiment as positive, negative or neutral: I love it', 'positive'],
    ['Classify this as spam or ham: buy now', /^(?:spam|ham)$/],
    ['Write a Python function that adds two numbers', /^```python\n[\s\S]+\n```$/],
    ['Write a story about a dragon', /a dragon[\s\S]*\n\n[\s\S]*bedrock-local/],
    ['What is the capital of France?', 'The capital of France is Paris.'],
    [
      'What is the capital of Atlantis?',
      /"the capital of Atlantis".*bedrock-local|bedrock-local.*"the capital of Atlantis"/,
    ],
    ['Is the sky blue?', /^Yes/],
    ['Was ist die Hauptstadt von Frankreich?', /"Was ist die Hauptstadt von Frankreich"/],
    ['Is 17 a prime number? Answer yes or no.', 'Yes'],
    ['Respond with only a number between 7 and 7.', '7'],
    ['What is 15% of 240?', '15% of 240 = 36'],
    ['What are 2 benefits of tea?', /^1\. Benefits of tea: .+\n2\. .+$/],
    ['List the risks of tea as bullet points', /^(?:- The risks of tea: .+\n?){3}$/],
    ['Write an email to Ada about the leak', /the leak[\s\S]*bedrock-local/],
    ['Write a Rust function called brew_tea', /^```rust\n\/\/ .+\n```$/],
    [
      'Tea is old.\nIt is green.\nIt is drunk hot.\n\nSummarise the above.',
      'In short: Tea is old. It is drunk hot.',
    ],
    ['Put your answer in <out></out> tags. Say 1', /^<out>.+<\/out>$/],
    ['Tea is old.\nIt is green.\nTL;DR:', 'In short: Tea is old.'],
    ['Write a 20 word description for a kettle', /a kettle[\s\S]*bedrock-local/],
    ['Who are you?', /^I'm bedrock-local/],
    ['', /bedrock-local/],
  ])('for "%s"', (prompt, answer) => {
    const text = textOf(prompt)
    if (typeof answer === 'string') expect(text).toBe(answer)
    else expect(text).toMatch(answer)
  })

  test('is JSON if the prompt asks for JSON, with the keys that it names', () => {
    expect(JSON.parse(textOf('Return a JSON object with keys name, age and city'))).toEqual({
      name: expect.any(String),
      age: expect.any(Number),
      city: expect.any(String),
    })
    expect(JSON.parse(textOf('Describe tea. Respond only with valid JSON.'))).toHaveProperty(
      'answer',
    )
  })

  test('is JSON like the example in the prompt, with values from the prompt', () => {
    const prompt =
      'Extract the price, as JSON like {"product": string, "price": number, "sold": boolean}:\n\nA kettle for 29 dollars.'
    expect(JSON.parse(textOf(prompt))).toEqual({
      product: expect.any(String),
      price: 29,
      sold: expect.any(Boolean),
    })
    const shown =
      'Return ONLY valid JSON: {"title": "...", "tags": ["..."]}\n\nArticle: Tea is old.'
    expect(JSON.parse(textOf(shown))).toEqual({
      title: 'Tea',
      tags: [expect.any(String), expect.any(String)],
    })
    expect(JSON.parse(textOf('Return a JSON array of two cities'))).toHaveLength(2)
  })

  test('follows instructions in the system prompt', () => {
    const under = (system: string, prompt: string) => textOf(prompt, { system: [{ text: system }] })
    const extract = 'Respond only with a JSON object with keys name, age and city.'
    expect(JSON.parse(under(extract, 'My name is Ada, I am 36 and live in London.'))).toEqual({
      name: 'Ada',
      age: 36,
      city: 'London',
    })
    expect(under('Classify the review as GOOD, BAD or MIXED.', 'It was terrible.')).toBe('BAD')
    expect(under('Translate what the user says to German.', 'Hello')).toBe('[German] Hello')
    expect(under('You can read JSON and decide as you like or ask.', 'Thanks')).toBe(
      "You're welcome!",
    )
  })

  test('lists the files in the prompt', () => {
    const source = { bytes: 'AAAA' }
    const messages = [
      {
        role: 'user' as const,
        content: [
          { text: 'What is this about?' },
          { document: { name: 'report', format: 'pdf', source } },
          { image: { format: 'png', source } },
        ],
      },
    ]
    expect(textOf('', { messages })).toContain('the document "report" and a png picture')
  })

  test.each([
    [
      'Llama',
      '<|begin_of_text|><|start_header_id|>system<|end_header_id|>\n\nBe kind.<|eot_id|><|start_header_id|>user<|end_header_id|>\n\nWhy is tea green?<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n',
    ],
    ['Mistral', '<s>[INST] Be kind. [/INST] Yes.</s>[INST] Why is tea green? [/INST]'],
    [
      'Claude 2',
      '\n\nHuman: Be kind.\n\nAssistant: Yes.\n\nHuman: Why is tea green?\n\nAssistant:',
    ],
    ['DeepSeek', '<｜begin▁of▁sentence｜><｜User｜>Why is tea green?<｜Assistant｜><think>\n'],
  ])('is about the last turn of a prompt in the template of %s', (_, prompt) => {
    expect(textOf(prompt)).toContain('"Why is tea green"')
  })

  test('summarises the document in the prompt', () => {
    const bytes = Buffer.from('The harbour is old. It has cranes. It closed in 1980.').toString(
      'base64',
    )
    const sum = (document: JsonObject) =>
      answerOf(
        asking('', {
          messages: [{ role: 'user', content: [{ text: 'Summarise the document' }, { document }] }],
        }),
      ).content[0]?.text
    const summary = 'The document "a" in short: The harbour is old. It closed in 1980.'
    expect(sum({ format: 'txt', name: 'a', source: { bytes } })).toBe(summary)
    expect(sum({ name: 'a', source: { content: [{ text: 'The harbour is old.' }] } })).toBe(
      'The document "a" in short: The harbour is old.',
    )
    expect(sum({ format: 'pdf', name: 'a', source: { bytes } })).toContain('not looked into')
  })

  test('starts like texts of the family', () => {
    expect(textOf('Hi', {}, 'amazon.titan-text-express-v1')).toMatch(/^\nHello/)
    expect(textOf('Hi', {}, 'mistral.mistral-7b-instruct-v0:2')).toMatch(/^ Hello/)
  })

  test('is fast for long prompts that almost match a pattern', () => {
    const prompts = [
      'a, '.repeat(20_000),
      '1 '.repeat(20_000),
      '"'.repeat(20_000),
      'classify as '.repeat(4000),
      'keys a, '.repeat(4000),
      '(1 '.repeat(9000),
    ]
    for (const prompt of prompts) expect(textOf(prompt, { tools: [WEATHER] })).not.toBe('')
  })
})

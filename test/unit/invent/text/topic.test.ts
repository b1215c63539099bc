import { expect, test } from 'vitest'
import { topicOf } from '../../../../server/invent/text/topic.ts'

test.each([
  ['What is the capital of France?', 'the capital of France'],
  ['Could you please tell me about v1.2 of tea? And more.', 'v1.2 of tea'],
  ['Explain tea in one sentence.', 'tea'],
  ['<context>\nThe harbour is old.', 'The harbour is old'],
  ['# Task\nSort these.', 'Task'],
  ['Put your answer in <a></a> tags. Why is tea green?', 'Why is tea green'],
  ['¿Cuál es la capital de España?', 'Cuál es la capital de España'],
  ['日本の首都はどこですか？はい。', '日本の首都はどこですか'],
  ['Please', 'Please'],
  [
    'one two three four five six seven eight nine ten eleven twelve thirteen',
    'one two three four five six seven eight nine ten eleven twelve …',
  ],
  ['???', ''],
])('the topic of "%s"', (prompt, topic) => {
  expect(topicOf(prompt)).toBe(topic)
})

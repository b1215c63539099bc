import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, test } from 'vitest'
import { parseRecording } from '../../../server/recordings/recording.ts'

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

function heapUsed(): number {
  collect()
  return process.memoryUsage().heapUsed
}

const COUNT = 200
const ANSWER = 'What the model said, at length. '.repeat(3_000)

/** Each is a separate string, as if it came from a file. */
const text = (nth: number) =>
  Buffer.from(`request:
  operation: Converse
  model: amazon.nova-micro-v1:0
  path: /model/amazon.nova-micro-v1%3A0/converse
  body:
    messages:
      - role: user
        content:
          - text: The ${nth}th question is about the harbour and its cranes.
---
responses:
  - status: 200
    headers:
      content-type: application/json
    latencyMs: 5
    text: ${ANSWER}
`).toString()

test('recordings do not keep their answers in memory before they are played', () => {
  const before = heapUsed()
  const recordings = Array.from({ length: COUNT }, (_, nth) =>
    parseRecording(text(nth), `/recorded/${nth}.yaml`),
  )
  const each = (heapUsed() - before) / COUNT
  expect(recordings.map(({ problems }) => problems).flat()).toEqual([])
  expect(each).toBeLessThan(ANSWER.length / 4)
})

// k6 run scripts/load/k6.js. README.md describes the scenario; users, seconds and the address are variables.
import http from 'k6/http'
import { check, sleep } from 'k6'
import { Counter, Trend } from 'k6/metrics'

const url = __ENV.BEDROCK_URL || 'http://localhost:4577'
const model = __ENV.MODEL_ID || 'amazon.nova-micro-v1:0'
const users = Number(__ENV.USERS || 20)
const duration = __ENV.DURATION || '60s'

export const options = {
  scenarios: {
    people: { executor: 'constant-vus', exec: 'ask', vus: users, duration, gracefulStop: '60s' },
  },
  // A rejection with 429 or 503 is what the platform has to handle, not a failure of the test.
  thresholds: { checks: ['rate>0.99'] },
}
http.setResponseCallback(http.expectedStatuses(200, 429, 503))

const throttled = new Counter('bedrock_throttled')
const firstByte = new Trend('bedrock_first_byte', true)
const retries = new Counter('bedrock_retries')

const questions = [
  'What is Amazon Bedrock?',
  'Summarise the last quarter in three sentences.',
  'Write a haiku about the sea.',
]

export function ask() {
  const body = JSON.stringify({
    messages: [{ role: 'user', content: [{ text: questions[__ITER % questions.length] }] }],
    inferenceConfig: { maxTokens: 300 },
  })
  // One session per user, so that several servers share the load: see ../deploy/README.md.
  const params = {
    headers: { 'content-type': 'application/json', 'x-bedrock-local-session': `user-${__VU}` },
    timeout: '120s',
  }
  let response
  // Like AWS's SDKs: three attempts, with random, exponential backoff.
  for (let attempt = 0; attempt < 3; attempt++) {
    if (attempt > 0) {
      retries.add(1)
      sleep(Math.random() * 2 ** (attempt - 1))
    }
    response = http.post(`${url}/model/${model}/converse-stream`, body, params)
    if (response.status !== 429 && response.status !== 503) break
    throttled.add(1)
  }
  if (response.status === 200) firstByte.add(response.timings.waiting)
  check(response, {
    "is answered whole, or refused in AWS's words": ({ status, body: text, headers }) =>
      status === 200
        ? text.includes('messageStop') && text.includes('metadata')
        : headers['X-Amzn-Errortype'] !== undefined,
  })
  // Users need time to read the answers.
  sleep(1 + Math.random() * 4)
}

// One default AWS client that makes calls one after another in several lanes; it opens an HTTP/2 session per call.
// Usage: sdk.ts <port> <lanes> <seconds>; prints one line of JSON.
import { BedrockRuntimeClient, ConverseCommand } from '@aws-sdk/client-bedrock-runtime'
import { MODEL, promptOf } from './request.ts'

const [port, lanes, seconds] = process.argv.slice(2).map(Number) as [number, number, number]
const client = new BedrockRuntimeClient({
  endpoint: `http://127.0.0.1:${port}`,
  region: 'us-east-1',
  credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
})
const command = () =>
  new ConverseCommand({
    modelId: MODEL,
    messages: [{ role: 'user', content: [{ text: promptOf(200, 0) }] }],
  })

for (let warm = 0; warm < 1_000; warm++) await client.send(command())
const until = performance.now() + seconds * 1_000
const startedAt = performance.now()
let calls = 0
await Promise.all(
  Array.from({ length: lanes }, async () => {
    while (performance.now() < until) {
      await client.send(command())
      calls++
    }
  }),
)
console.log(JSON.stringify({ rate: (calls / (performance.now() - startedAt)) * 1_000 }))
process.exit(0)

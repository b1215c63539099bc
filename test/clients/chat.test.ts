import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { promisify } from 'node:util'
import { createBedrockMantle } from '@ai-sdk/amazon-bedrock/mantle'
import { generateText, streamText, tool } from 'ai'
import { z } from 'zod'
import { pythonWith, systemPython } from '../support/python-venv.ts'
import { startServer } from './server.ts'

// Chat Completions through third-party clients.

const here = join(import.meta.dirname, 'python')
const MODEL = 'openai.gpt-oss-120b'
const QUESTION = 'What is the capital of Italy?'
const ROME = 'The capital of Italy is Rome.'

let url = ''
let stop: () => Promise<void>
before(async () => {
  stop = await startServer()
  url = process.env['AWS_ENDPOINT_URL_BEDROCK_RUNTIME'] ?? ''
})
after(() => stop())

test('the AI SDK: text, a stream and a tool', async () => {
  const model = createBedrockMantle({ baseURL: `${url}/v1`, apiKey: 'key' }).chat(MODEL)
  assert.equal((await generateText({ model, prompt: QUESTION })).text, ROME)
  let streamed = ''
  for await (const text of streamText({ model, prompt: QUESTION }).textStream) streamed += text
  assert.equal(streamed, ROME)
  const capital = tool({
    description: 'The capital of a country',
    inputSchema: z.object({ country: z.string() }),
  })
  const { toolCalls } = await generateText({
    model,
    prompt: QUESTION,
    tools: { capital },
    toolChoice: 'required',
  })
  assert.equal(toolCalls[0]?.toolName, 'capital')
})

test(
  "Python: OpenAI's client, LiteLLM, LangChain, Strands and pydantic-ai",
  { skip: systemPython === undefined && 'there is no python3 with venv' },
  async () => {
    const python = await pythonWith(join(here, 'chat-requirements.txt'), systemPython ?? '')
    const { stdout } = await promisify(execFile)(python, [join(here, 'chat.py'), url], {
      env: { ...process.env, LITELLM_LOCAL_MODEL_COST_MAP: 'True' },
    })
    assert.deepEqual(JSON.parse(stdout), {
      OpenAI: {
        text: ROME,
        reasons: true,
        streamed: ROME,
        models: true,
        missing: 'not_found_error',
      },
      LiteLLM: { text: ROME, streamed: ROME, refused: 429 },
      LangChain: { text: ROME, streamed: ROME, called: 'capital', city: 'City' },
      'langchain-aws': { text: ROME, claude: ROME, streamed: ROME, city: 'City' },
      Strands: { OpenAIModel: ROME, OpenAIResponsesModel: ROME },
      'pydantic-ai bedrock-mantle': {
        'openai.gpt-oss-120b': [ROME, true, 'City'],
        'openai.gpt-5.6-luna': [ROME, true, 'City'],
      },
      'pydantic-ai': { text: ROME, city: 'City' },
    })
  },
)

import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { promisify } from 'node:util'
import { pythonWith, systemPython } from '../support/python-venv.ts'
import { startServer } from './server.ts'

const here = join(import.meta.dirname, 'python')

let stop: () => Promise<void>
before(async () => {
  stop = await startServer()
})
after(() => stop())

const answers = { text: 'The capital of Italy is Rome.', streamed: 'The capital of Italy is Rome.' }
const openai = {
  ...answers,
  last: 'response.completed',
  chained: true,
  parsed: 'Paris',
  missing: ['NotFoundError', 404],
}
const anthropic = {
  ...answers,
  blocks: ['thinking', 'text'],
  counted: 16,
  wrong: ['BadRequestError', 400],
}

test(
  "OpenAI's and Anthropic's clients for Python, plain and for Bedrock",
  { skip: systemPython === undefined && 'there is no python3 with venv' },
  async () => {
    const python = await pythonWith(join(here, 'requirements.txt'), systemPython ?? '')
    const url = process.env['AWS_ENDPOINT_URL_BEDROCK_RUNTIME'] ?? ''
    const { stdout } = await promisify(execFile)(python, [join(here, 'vendors.py'), url])
    assert.deepEqual(JSON.parse(stdout), {
      OpenAI: openai,
      BedrockOpenAI: openai,
      Anthropic: anthropic,
      AnthropicBedrockMantle: anthropic,
    })
  },
)

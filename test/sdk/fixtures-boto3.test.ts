import { spawn, spawnSync } from 'node:child_process'
import { text } from 'node:stream/consumers'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { families } from '../support/families.ts'
import { fixtureFolder } from '../support/fixture-folder.ts'
import { startServer } from '../support/server.ts'
import { clientVariables } from '../../server/settings/client-env.ts'

const missing = spawnSync('python3', ['-c', 'import boto3']).status !== 0
if (missing) process.stdout.write('skipped: no python3 with boto3 on this machine\n')

const TEXT = 'Paris is the capital of France.'

interface Answers {
  converse: string
  converseStream: string
  invokeModel: string
  invokeModelWithResponseStream: string
  usage: { inputTokens: number; outputTokens: number; totalTokens: number }
}

/** Runs the script with only the variables that point an SDK here. */
async function python(url: string, questions: object): Promise<Answers[]> {
  const child = spawn('python3', [join(import.meta.dirname, '../support/four_apis.py')], {
    env: {
      PATH: process.env['PATH'] ?? '',
      HOME: '/nonexistent',
      PYTHONDONTWRITEBYTECODE: '1',
      ...clientVariables(url, 'us-east-1'),
    },
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  child.stdin.end(JSON.stringify(questions))
  return JSON.parse(await text(child.stdout)) as Answers[]
}

test.skipIf(missing)(
  'plays one written answer through all four APIs of boto3, for every family',
  async () => {
    using folder = fixtureFolder({
      'f.yaml': `match: { prompt: capital of France }\nanswer: { text: "${TEXT}", usage: { inputTokens: 9, outputTokens: 7 } }`,
    })
    await using server = await startServer({ mode: 'replay', fixtures: [folder.path] })
    const prompt = 'What is the capital of France?'
    const questions = families.map(({ modelId, body }) => ({ modelId, prompt, body: body(prompt) }))
    const answers = await python(server.url, questions)
    for (const answer of answers) {
      expect(answer).toMatchObject({
        converse: TEXT,
        converseStream: TEXT,
        invokeModel: expect.stringContaining(TEXT),
        usage: { inputTokens: 9, outputTokens: 7, totalTokens: 16 },
      })
      // The chunks of text are among each family's own fields.
      expect(answer.invokeModelWithResponseStream).toMatch(/Par.*Fr.*\./s)
    }
    expect(answers).toHaveLength(families.length)
  },
)

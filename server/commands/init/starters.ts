import type { Project, Starter } from './starter.ts'

/** The starters, by the argument of the command. */
export const starters = {
  vitest: {
    files: (project) => [{ path: testFile(project), text: moduleTest('vitest', project) }],
    next: () => [
      'npm install --save-dev bedrock-local vitest @aws-sdk/client-bedrock-runtime',
      'npx vitest run',
    ],
  },
  jest: {
    // Jest transforms TypeScript only if it is configured to.
    files: (project) => [
      {
        path: 'test/bedrock.test.js',
        text: project.esm ? moduleTest('jest', { ...project, typescript: false }) : commonJsTest(),
      },
    ],
    next: ({ esm }) => [
      'npm install --save-dev bedrock-local jest @aws-sdk/client-bedrock-runtime',
      esm ? 'NODE_OPTIONS=--experimental-vm-modules npx jest' : 'npx jest',
    ],
  },
  node: {
    files: (project) => [
      {
        path: 'test/bedrock.test.mjs',
        text: moduleTest('node-test', { ...project, typescript: false }),
      },
    ],
    next: () => [
      'npm install --save-dev bedrock-local @aws-sdk/client-bedrock-runtime',
      'node --test test/bedrock.test.mjs',
    ],
  },
  pytest: {
    files: () => [{ path: 'tests/test_bedrock.py', text: PYTEST }],
    next: () => ["pip install 'pytest-bedrock-local[node]' boto3", 'pytest tests/test_bedrock.py'],
  },
  lambda: {
    files: () => [{ path: 'lambdas/hello/index.mjs', text: LAMBDA }],
    next: () => [
      'npm install @aws-sdk/client-bedrock-runtime',
      'npx bedrock-local --lambdas lambdas   # gives it a URL: http://localhost:4577/_lambda/hello/',
      `npx bedrock-local run lambdas/hello/index.mjs --event '{"prompt":"What is the capital of France?"}'`,
    ],
  },
} as const satisfies Record<string, Starter>

export type StarterName = keyof typeof starters

const testFile = ({ typescript, esm }: Project): string =>
  `test/bedrock.test.${typescript ? 'ts' : esm ? 'js' : 'mjs'}`

const IMPORTS = {
  vitest: [
    "import { useBedrock } from 'bedrock-local/vitest'",
    "import { expect, test } from 'vitest'",
  ],
  jest: ["import { useBedrock } from 'bedrock-local/jest'"],
  'node-test': [
    "import assert from 'node:assert/strict'",
    "import { test } from 'node:test'",
    "import { useBedrock } from 'bedrock-local/node-test'",
  ],
} as const

/** The test as an ES module. */
function moduleTest(runner: keyof typeof IMPORTS, { typescript }: Project): string {
  const imports = [
    ...IMPORTS[runner],
    "import { BedrockRuntimeClient, ConverseCommand } from '@aws-sdk/client-bedrock-runtime'",
  ]
  const equals = runner === 'node-test' ? 'assert.equal(' : 'expect('
  return `${imports.join('\n')}\n${testBody(typescript ? ': string' : '', equals)}`
}

const commonJsTest = (): string =>
  [
    "const { BedrockRuntimeClient, ConverseCommand } = require('@aws-sdk/client-bedrock-runtime')",
    "const { useBedrock } = require('bedrock-local/jest')",
    testBody('', 'expect('),
  ].join('\n')

function testBody(type: string, equals: string): string {
  const same = (actual: string, expected: string) =>
    equals === 'expect('
      ? `expect(${actual}).toBe('${expected}')`
      : `assert.equal(${actual}, '${expected}')`
  return `
// Starts a server on a free port for the tests in this file, and resets it after each test.
const bedrock = useBedrock({ fixtures: 'fixtures' })

async function ask(text${type}) {
  const { output } = await new BedrockRuntimeClient({}).send(
    new ConverseCommand({
      modelId: 'amazon.nova-micro-v1:0',
      messages: [{ role: 'user', content: [{ text }] }],
    }),
  )
  return output?.message?.content?.[0]?.text
}

test('a fixture in the folder answers', async () => {
  ${same("await ask('What is the capital of France?')", 'Paris is the capital of France.')}
})

test('a test adds its own answer', async () => {
  bedrock.fixtures.add({ match: { prompt: 'Norway' }, answer: { text: 'Oslo.' } })
  ${same("await ask('What is the capital of Norway?')", 'Oslo.')}
  bedrock.journal.verify({ operation: 'Converse', prompt: 'Norway', times: 1 })
})
`
}

const PYTEST = `import boto3


def ask(text):
    answer = boto3.client("bedrock-runtime").converse(
        modelId="amazon.nova-micro-v1:0",
        messages=[{"role": "user", "content": [{"text": text}]}],
    )
    return answer["output"]["message"]["content"][0]["text"]


def test_a_fixture_in_the_folder_answers(bedrock):
    assert ask("What is the capital of France?") == "Paris is the capital of France."


def test_adds_its_own_answer(bedrock):
    bedrock.fixtures.add(match={"prompt": "Norway"}, answer={"text": "Oslo."})
    assert ask("What is the capital of Norway?") == "Oslo."
    bedrock.journal.verify(operation="Converse", prompt="Norway", times=1)
`

const LAMBDA = `import { BedrockRuntimeClient, ConverseCommand } from '@aws-sdk/client-bedrock-runtime'

const client = new BedrockRuntimeClient({})

/** Answers { prompt } as an event, or ?prompt= of the function's URL. */
export async function handler(event) {
  const prompt = event.prompt ?? event.queryStringParameters?.prompt ?? 'What is the capital of France?'
  const { output } = await client.send(
    new ConverseCommand({
      modelId: process.env.MODEL_ID ?? 'amazon.nova-micro-v1:0',
      messages: [{ role: 'user', content: [{ text: prompt }] }],
    }),
  )
  return { reply: output.message.content[0].text }
}
`

import type { GuardrailConfiguration } from '@aws-sdk/client-bedrock-runtime'
import type { GuardrailPolicies } from '../../server/guardrails/policy.ts'
import type { Given } from '../../server/settings/config.ts'
import { fixtureFolder } from './fixture-folder.ts'
import { addGuardrail } from './guardrail.ts'
import { startServer } from './server.ts'

export const modelId = 'amazon.nova-lite-v1:0'
export const claude = 'anthropic.claude-3-haiku-20240307-v1:0'

const POLICIES: GuardrailPolicies = {
  wordPolicy: { words: [{ text: 'walrus' }] },
  sensitiveInformationPolicy: {
    piiEntities: [{ type: 'EMAIL', action: 'ANONYMIZE' }],
    regexes: [{ name: 'Account Number', pattern: String.raw`\b\d{6}\d{4}\b`, action: 'ANONYMIZE' }],
  },
}

const ANSWERS = [
  {
    name: 'mail',
    match: { prompt: 'mail' },
    answer: {
      text: 'Write to jane@example.com today.',
      stream: { chunks: ['Write to ', 'jane', '@', 'exam', 'ple', '.com to', 'day.'] },
    },
  },
  { name: 'animal', match: { prompt: 'animal' }, answer: { text: 'A walrus.' } },
  { name: 'plain', match: { prompt: 'plain' }, answer: { text: 'Fine.' } },
  { name: 'two', match: { prompt: 'count' }, answers: [{ text: 'one' }, { text: 'two' }] },
]

export async function guardedServer(policies: GuardrailPolicies = POLICIES, given: Given = {}) {
  const folder = fixtureFolder(
    Object.fromEntries(ANSWERS.map((one) => [`${one.name}.json`, JSON.stringify(one)])),
  )
  const server = await startServer({ fixtures: [folder.path], ...given })
  addGuardrail(server, policies)
  return {
    ...server,
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]()
      folder[Symbol.dispose]()
    },
  }
}

export const config = (more: Partial<GuardrailConfiguration> = {}): GuardrailConfiguration => ({
  guardrailIdentifier: 'abcdefghijkl',
  guardrailVersion: '1',
  trace: 'enabled',
  ...more,
})

export const says = (text: string) => ({
  modelId,
  messages: [{ role: 'user' as const, content: [{ text }] }],
})

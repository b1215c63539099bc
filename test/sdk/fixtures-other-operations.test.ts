import { ApplyGuardrailCommand } from '@aws-sdk/client-bedrock-runtime'
import { expect, test } from 'vitest'
import { fixtureFolder } from '../support/fixture-folder.ts'
import { startServer } from '../support/server.ts'

test('an operation that this server does not implement can be answered by a fixture', async () => {
  using folder = fixtureFolder({
    'guardrail.yaml':
      'match: { operation: ApplyGuardrail }\nanswer: { native: { action: NONE, outputs: [], assessments: [] } }\n',
  })
  await using server = await startServer({ fixtures: [folder.path] })
  const { runtime } = server
  const request = {
    guardrailIdentifier: 'abc',
    guardrailVersion: '1',
    source: 'INPUT' as const,
    content: [{ text: { text: 'hi' } }],
  }
  const answer = await runtime.send(new ApplyGuardrailCommand(request))
  expect(answer).toMatchObject({ action: 'NONE', assessments: [] })
})

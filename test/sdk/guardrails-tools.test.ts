import { beforeAll, describe, expect, test } from 'vitest'
import { fixtureFolder } from '../support/fixture-folder.ts'
import { aws, noAwsCli, noBoto3, python } from '../support/python.ts'
import { startServer } from '../support/server.ts'

let server: Awaited<ReturnType<typeof startServer>>
beforeAll(async () => {
  const folder = fixtureFolder({
    'mail.yaml': [
      'match: { prompt: Who answers mail }',
      'answer:',
      '  text: Write to jane@example.com today.',
      "  stream: { chunks: ['Write to ', jane, '@', exam, ple, .com to, day.] }",
    ].join('\n'),
  })
  server = await startServer({ fixtures: [folder.path] })
  return async () => {
    await server[Symbol.asyncDispose]()
    folder[Symbol.dispose]()
  }
})

test.skipIf(noBoto3 !== undefined)('boto3 completes a whole session', async () => {
  expect(await python('guarded', server.url)).toEqual({
    applied: ['GUARDRAIL_INTERVENED', 'Write to {EMAIL}'],
    blocked: ['guardrail_intervened', 'I cannot help with that.'],
    masked: ['guardrail_intervened', 'Write to {EMAIL} today.'],
    reason: 'No action.\nGuardrail masked.',
    streamed: 'Write to {EMAIL} today.',
    stop: ['guardrail_intervened'],
    native: 'INTERVENED',
    gone: 'The guardrail identifier or version provided in the request does not exist.',
  })
})

describe.skipIf(noAwsCli !== undefined)('the AWS CLI', () => {
  const cli = async (command: string, ...values: string[]) => {
    const { stdout } = await aws(server.url, command, ...values)
    return JSON.parse(stdout) as Record<string, string>
  }

  test('creates, applies and deletes one', async () => {
    const { guardrailId = '' } = await cli(
      'bedrock create-guardrail --name cli --blocked-input-messaging',
      'No.',
      '--blocked-outputs-messaging',
      'Not that.',
      '--word-policy-config',
      '{"wordsConfig":[{"text":"walrus"}]}',
    )
    const named = `--guardrail-identifier ${guardrailId}`
    expect(
      await cli(
        `bedrock-runtime apply-guardrail ${named} --guardrail-version DRAFT --source INPUT --content`,
        '[{"text":{"text":"A walrus."}}]',
      ),
    ).toMatchObject({ action: 'GUARDRAIL_INTERVENED', outputs: [{ text: 'No.' }] })
    await aws(server.url, `bedrock delete-guardrail ${named}`)
    expect(await cli('bedrock list-guardrails')).toEqual({ guardrails: [] })
  })
})

import { ConverseStreamCommand, StartAsyncInvokeCommand } from '@aws-sdk/client-bedrock-runtime'
import type { BedrockRuntimeClient } from '@aws-sdk/client-bedrock-runtime'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { allow, ask, denial, fileOf, messages, micro, model, policy } from '../support/policies.ts'
import { runCommand } from '../support/command.ts'
import { startServer } from '../support/server.ts'

afterEach(() => {
  vi.restoreAllMocks()
})

describe('the command', () => {
  const run = async (args: string[], settings?: Parameters<typeof runCommand>[1]) => {
    let text = ''
    vi.spyOn(process.stdout, 'write').mockImplementation((piece) => {
      text += String(piece)
      return true
    })
    const code = await runCommand(['policy', ...args], settings)
    vi.restoreAllMocks()
    return { code, text }
  }
  const spoken = (...args: string[]) => run(args)
  const suggested = async ({ port }: { port: number }) => {
    const { code, text } = await run(['suggest'], { port })
    expect(code).toBe(0)
    return text
  }

  test('check prints allowed, and by which statement', async () => {
    const file = fileOf(policy({ ...allow('bedrock:InvokeModel', model(micro)), Sid: 'Nova' }))
    const { code, text } = await spoken('check', file, '--model', micro)
    expect(code).toBe(0)
    expect(text).toBe(
      `allowed: bedrock:InvokeModel on ${model(micro)}\n  statement Nova (${file}#/Statement/0) allows bedrock:InvokeModel\n`,
    )
  })

  test('check prints denied, why, and what Bedrock would answer', async () => {
    const file = fileOf(policy(allow('bedrock:InvokeModel', model(micro))))
    const { code, text } = await spoken(
      'check',
      file,
      '--model',
      micro,
      '--operation',
      'ConverseStream',
    )
    expect(code).toBe(1)
    expect(text).toContain(
      `no statement allows bedrock:InvokeModelWithResponseStream on ${model(micro)}`,
    )
    expect(text).toContain('AccessDeniedException (403)')
  })

  test('check asks for the permission on a guardrail', async () => {
    const guardrail = 'arn:aws:bedrock:us-east-1:123456789012:guardrail/abc'
    const file = fileOf(policy(allow('bedrock:*', guardrail)))
    for (const operation of ['GetGuardrail', 'ApplyGuardrail'])
      for (const id of ['abc', guardrail]) {
        const { text } = await spoken('check', file, '--operation', operation, '--model', id)
        expect(text).toContain(`allowed: bedrock:${operation} on ${guardrail}\n`)
      }
  })

  test('check asks for the model of a stored response', async () => {
    const file = fileOf(policy(allow('bedrock:GetInvoke', model(micro))))
    const { text } = await spoken('check', file, '--operation', 'GetResponse', '--model', micro)
    expect(text).toContain(`allowed: bedrock:GetInvoke on ${model(micro)}\n`)
  })

  test('check asks for the model that StartAsyncInvoke names in its body', async () => {
    const reel = 'amazon.nova-reel-v1:0'
    const file = fileOf(policy(allow('bedrock:InvokeModel', model(reel))))
    const { text } = await spoken('check', file, '--operation', 'StartAsyncInvoke', '--model', reel)
    expect(text).toContain(`allowed: bedrock:InvokeModel on ${model(reel)}\n`)
  })

  test('check accepts condition keys and the role', async () => {
    const flex = { StringEquals: { 'bedrock:ServiceTier': 'flex' } }
    const file = fileOf({ reader: policy(allow('bedrock:InvokeModel', '*', flex)) })
    const args = ['check', file, '--model', micro, '--role', 'reader']
    expect((await spoken(...args)).code).toBe(1)
    expect((await spoken(...args, '--context', 'bedrock:ServiceTier=flex')).code).toBe(0)
  })

  test('check reports a typo in the name of the role', async () => {
    const output: string[] = []
    vi.spyOn(process.stderr, 'write').mockImplementation((piece) => {
      output.push(String(piece))
      return true
    })
    const file = fileOf({ reader: policy(allow('bedrock:InvokeModel', '*')) })
    expect((await spoken('check', file, '--model', micro, '--role', 'raeder')).code).toBe(1)
    expect(output).toEqual([`note: ${file} has no policy for raeder, only for reader\n`])
  })

  test.each(['gpt-4', 'amazon.nova-mikro-v1:0'])('check warns that there is no %s', async (id) => {
    const output: string[] = []
    vi.spyOn(process.stderr, 'write').mockImplementation((piece) => {
      output.push(String(piece))
      return true
    })
    expect((await spoken('check', fileOf(policy(allow('*'))), '--model', id)).code).toBe(0)
    expect(output).toEqual([expect.stringContaining(`warning: ${id} is not a known model id`)])
  })

  test.each([
    [['chek'], 'unknown command policy chek; did you mean check?'],
    [['check'], 'policy check needs a file'],
    [
      ['check', 'nowhere.json', '--model', micro],
      'The policy file nowhere.json cannot be read: no such file',
    ],
    [['check', 'x.json', '--operation', 'Talk'], 'unknown operation Talk; some are Converse'],
    [['check', 'x.json', '--context', 'flex'], '--context must be key=value'],
    [
      ['check', 'x.json', '--modle', 'x'],
      'unknown option --modle for policy check; did you mean --model?',
    ],
    [['check', fileOf(policy(allow('*')))], 'Converse needs a model or resource'],
    [['check', fileOf({ a: policy(allow('*')) }), '--model', micro], '--role must be one of a'],
  ])('%j is rejected', async (args, says) => {
    await expect(runCommand(['policy', ...args])).rejects.toThrow(says)
  })

  test('suggest names the permission of StartAsyncInvoke, whose body is not read', async () => {
    await using server = await startServer()
    const begin = new StartAsyncInvokeCommand({
      modelId: 'amazon.nova-reel-v1:0',
      modelInput: { taskType: 'TEXT_VIDEO' },
      outputDataConfig: { s3OutputDataConfig: { s3Uri: 's3://bucket/folder' } },
    })
    await expect(server.client({ maxAttempts: 1 }).send(begin)).rejects.toThrow('StartAsyncInvoke')
    const text = await suggested(server)
    expect(JSON.parse(text)).toMatchObject({
      Statement: [
        {
          Action: 'bedrock:InvokeModel',
          Resource: 'arn:aws:bedrock:us-east-1::foundation-model/*',
        },
      ],
    })
  })

  test("suggest writes the minimal policy for a server's calls, which then allows them", async () => {
    const calls = async (client: BedrockRuntimeClient) => {
      await ask(client)
      await ask(client, `us.${micro}`)
      await client.send(new ConverseStreamCommand({ modelId: micro, messages }))
    }
    await using server = await startServer()
    await calls(server.runtime)
    const text = await suggested(server)
    await using strict = await startServer({ policy: fileOf(JSON.parse(text)) })
    await calls(strict.runtime)
    expect(await denial(ask(strict.runtime, 'amazon.nova-lite-v1:0'))).toContain(
      'is not authorized',
    )
  })
})

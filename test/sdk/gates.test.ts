import { expect, test } from 'vitest'
import { answer } from '../support/answers.ts'
import { allow, ask, denial, fileOf, micro, model, policy } from '../support/policies.ts'
import { temporaryFolder } from '../support/recorded.ts'
import { startServer } from '../support/server.ts'
import { OWN, startUpstream } from '../support/upstream.ts'

const keys = { accessKeys: { anna: { secretAccessKey: 'secret' } } }
const by = (secretAccessKey: string) => ({
  credentials: { accessKeyId: 'anna', secretAccessKey },
  maxAttempts: 1,
})

test.each(['record', 'proxy'])(
  'in %s mode, calls that are rejected here never reach AWS',
  async (mode) => {
    await using upstream = await startUpstream(answer)
    const only = fileOf(policy(allow('bedrock:InvokeModel', model(micro))))
    await using folder = await temporaryFolder()
    await using server = await startServer(
      { mode, upstream: upstream.url, recordTo: folder.path, auth: 'verify', keys, policy: only },
      OWN,
    )
    await expect(ask(server.client(by('x')))).rejects.toThrow('The request signature we calculated')
    expect(await denial(ask(server.client(by('secret')), 'amazon.nova-lite-v1:0'))).toContain(
      'is not authorized',
    )
    expect(upstream.requests).toHaveLength(0)
    await ask(server.client(by('secret')))
    expect(upstream.requests).toHaveLength(1)
  },
)

test('an unauthorised caller learns nothing about the model: access is denied before any check', async () => {
  const only = fileOf(policy(allow('bedrock:InvokeModel', model(micro))))
  await using server = await startServer({ policy: only })
  expect(await denial(ask(server.runtime, 'nonsense'))).toContain(model('nonsense'))
})

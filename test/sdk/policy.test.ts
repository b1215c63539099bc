import {
  CreateInferenceProfileCommand,
  GetFoundationModelCommand,
  ListFoundationModelsCommand,
  ListInferenceProfilesCommand,
} from '@aws-sdk/client-bedrock'
import {
  ConverseCommand,
  ConverseStreamCommand,
  CountTokensCommand,
  InvokeModelCommand,
  StartAsyncInvokeCommand,
} from '@aws-sdk/client-bedrock-runtime'
import { NodeHttpHandler } from '@smithy/node-http-handler'
import { describe, expect, test } from 'vitest'
import {
  allow,
  ask,
  denial,
  deny,
  fileOf,
  messages,
  micro,
  missing,
  model,
  own,
  policy,
} from '../support/policies.ts'
import { startServer } from '../support/server.ts'

describe('required permissions of an operation', () => {
  test.each([
    ['HTTP/2', {}],
    ['HTTP/1.1', { requestHandler: new NodeHttpHandler() }],
  ])("a typed denial with AWS's message over %s", async (_protocol, config) => {
    await using server = await startServer({
      policy: fileOf(policy(allow('bedrock:InvokeModel', model(micro)))),
    })
    const client = server.client(config)
    await ask(client)
    expect(await denial(ask(client, 'amazon.nova-lite-v1:0'))).toBe(
      missing('InvokeModel', model('amazon.nova-lite-v1:0')),
    )
  })

  test('StartAsyncInvoke needs the permission for the model in its body', async () => {
    const reel = 'amazon.nova-reel-v1:0'
    await using server = await startServer({
      policy: fileOf(policy(allow('bedrock:InvokeModel', model(reel)))),
    })
    const start = (modelId: string) =>
      server.runtime.send(
        new StartAsyncInvokeCommand({
          modelId,
          modelInput: {},
          outputDataConfig: { s3OutputDataConfig: { s3Uri: 's3://bucket' } },
        }),
      )
    await expect(start(reel)).rejects.toThrow('does not support StartAsyncInvoke')
    const other = 'luma.ray-v2:0'
    expect(await denial(start(other))).toBe(missing('InvokeModel', model(other)))
  })

  test('a stream needs a separate action', async () => {
    const only = policy(allow('bedrock:InvokeModel'))
    await using server = await startServer({ policy: fileOf(only) })
    await ask(server.runtime)
    await server.runtime.send(
      new InvokeModelCommand({ modelId: micro, body: JSON.stringify({ messages }) }),
    )
    expect(
      await denial(server.runtime.send(new ConverseStreamCommand({ modelId: micro, messages }))),
    ).toBe(missing('InvokeModelWithResponseStream', model(micro)))
    const claude = 'anthropic.claude-sonnet-4-20250514-v1:0'
    expect(
      await denial(
        server.runtime.send(
          new CountTokensCommand({ modelId: claude, input: { converse: { messages } } }),
        ),
      ),
    ).toBe(missing('CountTokens', model(claude)))
  })

  test("the body of a denial has AWS's spelling of its member", async () => {
    await using server = await startServer({ policy: fileOf(policy(allow('bedrock:CountTokens'))) })
    const answer = await fetch(`${server.url}/model/${micro}/converse`, {
      method: 'POST',
      body: JSON.stringify({ messages }),
    })
    expect(answer.status).toBe(403)
    expect(answer.headers.get('x-amzn-errortype')).toBe(
      'AccessDeniedException:http://internal.amazon.com/coral/com.amazon.coral.service/',
    )
    expect(await answer.json()).toEqual({
      Message: missing('InvokeModel', model(micro), 'user/default'),
    })
  })

  test('the control plane has its own actions and resources', async () => {
    const some = policy(allow('bedrock:GetFoundationModel', model(micro)))
    await using server = await startServer({ policy: fileOf(some) })
    const { control } = server
    await control.send(new GetFoundationModelCommand({ modelIdentifier: micro }))
    expect(await denial(control.send(new ListFoundationModelsCommand({})))).toBe(
      'User: arn:aws:iam::123456789012:user/test is not authorized to perform: bedrock:ListFoundationModels because no identity-based policy allows the bedrock:ListFoundationModels action',
    )
    expect(await denial(control.send(new ListInferenceProfilesCommand({})))).toBe(
      missing('ListInferenceProfiles', own('inference-profile/*')),
    )
  })
})

describe('profiles', () => {
  const profile = own('inference-profile/us.amazon.nova-micro-v1:0')
  const regions = ['us-east-1', 'us-east-2', 'us-west-2']

  test('the profile and its model in every region must be allowed', async () => {
    const roles = {
      whole: policy(
        allow('bedrock:InvokeModel', [profile, ...regions.map((region) => model(micro, region))]),
      ),
      lacksProfile: policy(
        allow(
          'bedrock:InvokeModel',
          regions.map((region) => model(micro, region)),
        ),
      ),
      lacksRegion: policy(
        allow('bedrock:InvokeModel', [profile, model(micro), model(micro, 'us-west-2')]),
      ),
    }
    await using server = await startServer({ policy: fileOf(roles) })
    const as = (accessKeyId: string) =>
      denial(
        ask(server.client({ credentials: { accessKeyId, secretAccessKey: 'x' } }), `us.${micro}`),
      )
    expect(await as('whole')).toBe('allowed')
    expect(await as('lacksProfile')).toContain(`on resource: ${profile} because`)
    expect(await as('lacksRegion')).toContain(`on resource: ${model(micro, 'us-east-2')} because`)
  })

  test('a model can be allowed only through a profile', async () => {
    const through = { ArnEquals: { 'bedrock:InferenceProfileArn': profile } }
    const statements = policy(
      allow('bedrock:InvokeModel', profile),
      allow('bedrock:InvokeModel', model(micro, '*'), through),
    )
    await using server = await startServer({ policy: fileOf(statements) })
    await ask(server.runtime, `us.${micro}`)
    expect(await denial(ask(server.runtime))).toBe(missing('InvokeModel', model(micro)))
  })

  test('an application profile is resolved to its model, and judged by its tags', async () => {
    const tagged = { StringEquals: { 'aws:ResourceTag/team': 'a' } }
    const statements = policy(
      allow(['bedrock:CreateInferenceProfile', 'bedrock:InvokeModel'], model(micro)),
      allow('bedrock:CreateInferenceProfile', own('application-inference-profile/*')),
      allow('bedrock:InvokeModel', own('application-inference-profile/*'), tagged),
    )
    await using server = await startServer({ policy: fileOf(statements) })
    const make = (value: string) =>
      server.control.send(
        new CreateInferenceProfileCommand({
          inferenceProfileName: `team-${value}`,
          modelSource: { copyFrom: model(micro) },
          tags: [{ key: 'team', value }],
        }),
      )
    const [a, b] = [await make('a'), await make('b')]
    await ask(server.runtime, a.inferenceProfileArn)
    expect(await denial(ask(server.runtime, b.inferenceProfileArn))).toContain(
      String(b.inferenceProfileArn),
    )
  })

  test('a closed region closes a geographic profile, and an unspecified region a global one', async () => {
    const claude = 'anthropic.claude-sonnet-4-5-20250929-v1:0'
    const closed = policy(
      allow('bedrock:*'),
      deny('bedrock:InvokeModel', '*', {
        StringEquals: { 'aws:RequestedRegion': ['us-west-2', 'unspecified'] },
      }),
    )
    await using server = await startServer({ policy: fileOf({ ...closed, Id: 'Closed' }) })
    await ask(server.runtime)
    const denied =
      'with an explicit deny in an identity-based policy: arn:aws:iam::123456789012:policy/Closed'
    expect(await denial(ask(server.runtime, `us.${micro}`))).toContain(
      `${model(micro, 'us-west-2')} ${denied}`,
    )
    expect(await denial(ask(server.runtime, `global.${claude}`))).toContain(
      `${model(claude, '')} ${denied}`,
    )
  })
})

describe('conditions', () => {
  test('a denied service tier', async () => {
    const tiers = { StringEquals: { 'bedrock:ServiceTier': ['priority', 'flex'] } }
    await using server = await startServer({
      policy: fileOf(policy(allow('bedrock:*'), deny('bedrock:*', '*', tiers))),
    })
    const tier = (type: 'default' | 'priority') =>
      denial(
        server.runtime.send(
          new ConverseCommand({ modelId: micro, messages, serviceTier: { type } }),
        ),
      )
    expect(await tier('default')).toBe('allowed')
    expect(await tier('priority')).toContain('with an explicit deny')
  })

  test('a required guardrail', async () => {
    const pinned = {
      StringNotEquals: { 'bedrock:GuardrailIdentifier': `${own('guardrail/g1')}:1` },
    }
    await using server = await startServer({
      policy: fileOf(policy(allow('bedrock:*'), deny('bedrock:InvokeModel', '*', pinned))),
      guardrails: {
        g1: {
          name: 'g1',
          blockedInputMessaging: 'Not that.',
          blockedOutputsMessaging: 'Not this.',
          wordPolicyConfig: { wordsConfig: [{ text: 'walrus' }] },
        },
      },
    })
    const guardrailConfig = { guardrailIdentifier: 'g1', guardrailVersion: '1' }
    expect(await denial(ask(server.runtime))).toContain('with an explicit deny')
    const guarded = server.runtime.send(
      new ConverseCommand({ modelId: micro, messages, guardrailConfig }),
    )
    expect(await denial(guarded)).toBe('allowed')
  })

  test('an IP address', async () => {
    const here = { IpAddress: { 'aws:SourceIp': '127.0.0.0/8' } }
    const there = { IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } }
    const roles = {
      here: policy(allow('bedrock:*', '*', here)),
      there: policy(allow('bedrock:*', '*', there)),
    }
    await using server = await startServer({ policy: fileOf(roles) })
    const as = (accessKeyId: string) =>
      denial(ask(server.client({ credentials: { accessKeyId, secretAccessKey: 'x' } })))
    expect(await as('here')).toBe('allowed')
    expect(await as('there')).toContain('is not authorized')
  })
})

describe('callers', () => {
  test('the access key chooses the role, and a role that the file does not name has no permissions', async () => {
    await using server = await startServer({
      policy: fileOf({ reader: policy(allow('bedrock:InvokeModel')) }),
    })
    const as = (accessKeyId: string) =>
      denial(ask(server.client({ credentials: { accessKeyId, secretAccessKey: 'x' } })))
    expect(await as('reader')).toBe('allowed')
    expect(await as('nobody')).toMatch(
      /^User: arn:aws:sts::123456789012:assumed-role\/nobody\/nobody is not/,
    )
  })

  test("the config sets a key's role and user, and verifies both", async () => {
    const keys = {
      accessKeys: {
        k1: { secretAccessKey: 's', role: 'reader' },
        k2: { secretAccessKey: 's', user: 'anna' },
      },
    }
    const roles = {
      reader: policy(allow('bedrock:InvokeModel')),
      anna: policy(allow('bedrock:CountTokens')),
    }
    await using server = await startServer({ auth: 'verify', keys, policy: fileOf(roles) })
    const as = (accessKeyId: string) =>
      denial(ask(server.client({ credentials: { accessKeyId, secretAccessKey: 's' } })))
    expect(await as('k1')).toBe('allowed')
    expect(await as('k2')).toBe(missing('InvokeModel', model(micro), 'user/anna'))
  })

  test('a bearer key also needs CallWithBearerToken', async () => {
    const roles = {
      plain: policy(allow('bedrock:InvokeModel')),
      bearer: policy(allow(['bedrock:InvokeModel', 'bedrock:CallWithBearerToken'])),
      short: policy(
        allow(['bedrock:InvokeModel', 'bedrock:CallWithBearerToken']),
        deny('bedrock:CallWithBearerToken', '*', {
          StringEquals: { 'bedrock:BearerTokenType': 'LONG_TERM' },
        }),
      ),
    }
    const keys = {
      bearerKeys: { ABSK1: { role: 'plain' }, ABSK2: { role: 'bearer' }, ABSK3: { role: 'short' } },
    }
    await using server = await startServer({ auth: 'verify', keys, policy: fileOf(roles) })
    const as = (token: string) =>
      denial(ask(server.client({ token: { token }, authSchemePreference: ['httpBearerAuth'] })))
    expect(await as('ABSK1')).toContain(
      'perform: bedrock:CallWithBearerToken on resource: * because no identity-based policy allows',
    )
    expect(await as('ABSK2')).toBe('allowed')
    expect(await as('ABSK3')).toContain('with an explicit deny')
  })
})

test('a key with an unknown role, or an invalid policy, prevents the start', async () => {
  const given = {
    policy: fileOf({ reader: policy(allow('bedrock:*')) }),
    keys: { bearerKeys: { ABSK1: { role: 'raeder' } } },
  }
  await expect(startServer(given)).rejects.toThrow('keys names the role raeder, and')
  const broken = fileOf(policy({ ...allow('*'), Condition: { StringMatches: {} } }))
  await expect(startServer({ policy: broken })).rejects.toThrow(
    `${broken}#/Statement/0/Condition/StringMatches is not a condition operator`,
  )
})

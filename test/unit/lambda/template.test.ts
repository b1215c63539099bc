import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { readTemplate } from '../../../server/lambda/template.ts'

const account = { region: 'eu-west-1', account: '210987654321' }
const read = (text: string) => readTemplate(text, 'template.yaml', account)

const two = `
Transform: AWS::Serverless-2016-10-31
Parameters:
  Model: { Type: String, Default: amazon.nova-micro-v1:0 }
Globals:
  Function:
    Runtime: nodejs24.x
    Timeout: 7
    Environment: { Variables: { LOG_LEVEL: INFO, SHARED: yes-it-is } }
Resources:
  Ask:
    Type: AWS::Serverless::Function
    Properties:
      FunctionName: ask-it
      CodeUri: ../dist/lambdas/ask/
      Handler: app.run
      MemorySize: 512
      Role: !GetAtt AskRole.Arn
      Environment: { Variables: { MODEL_ID: !Ref Model, LOG_LEVEL: DEBUG, PROFILE: !Sub 'arn:\${AWS::Partition}:bedrock:\${AWS::Region}:\${AWS::AccountId}:x/\${!Literal}' } }
      FunctionUrlConfig: { AuthType: AWS_IAM, InvokeMode: RESPONSE_STREAM }
  AskRole:
    Type: AWS::IAM::Role
    Properties:
      Policies:
        - PolicyName: ask
          PolicyDocument: { Statement: [{ Effect: Allow, Action: bedrock:InvokeModel, Resource: !Sub 'arn:aws:bedrock:\${AWS::Region}::foundation-model/\${Model}' }] }
  Bare:
    Type: AWS::Serverless::Function
    Properties: { InlineCode: '' }
`

describe('a SAM template', () => {
  test("has a function's settings, with those of Globals", () => {
    expect(read(two)[0]).toMatchObject({
      name: 'ask-it',
      folder: 'ask',
      handler: 'app.run',
      runtime: 'nodejs24.x',
      timeoutSec: 7,
      memoryMb: 512,
      streams: true,
    })
  })

  test('omits a variable that refers to a resource of the stack: it exists only once deployed', () => {
    const text = two.replace(
      'MODEL_ID: !Ref Model,',
      "MODEL_ID: !Ref Model, TABLE: !Ref Bare, ARN: !GetAtt Bare.Arn, URL: !Sub 'https://${Bare}.example/${Model}',",
    )
    expect(Object.keys(read(text)[0]?.variables ?? {})).toEqual([
      'LOG_LEVEL',
      'SHARED',
      'MODEL_ID',
      'PROFILE',
    ])
  })

  test('resolves references in variables, and prefers them to those of Globals', () => {
    expect(read(two)[0]?.variables).toEqual({
      MODEL_ID: 'amazon.nova-micro-v1:0',
      LOG_LEVEL: 'DEBUG',
      SHARED: 'yes-it-is',
      PROFILE: 'arn:aws:bedrock:eu-west-1:210987654321:x/${Literal}',
    })
  })

  test('has the partition of the region', () => {
    const [ask] = readTemplate(two, 'template.yaml', { ...account, region: 'us-gov-west-1' })
    expect(ask?.variables['PROFILE']).toMatch(/^arn:aws-us-gov:bedrock:us-gov-west-1:/)
  })

  test("has the policies of a function's role", () => {
    expect(read(two)[0]?.policies).toEqual([
      {
        Statement: [
          {
            Effect: 'Allow',
            Action: 'bedrock:InvokeModel',
            Resource: 'arn:aws:bedrock:eu-west-1::foundation-model/amazon.nova-micro-v1:0',
          },
        ],
      },
    ])
  })

  test("uses Lambda's own defaults", () => {
    const [fn] = read('Resources: { Bare: { Type: AWS::Serverless::Function } }')
    expect(fn).toMatchObject({
      name: 'Bare',
      handler: 'index.handler',
      timeoutSec: 3,
      memoryMb: 128,
      policies: [],
    })
  })

  test.each(['!Ref Seconds', '!FindInMap [A, b, c]', 'soon', "''", 'null', '{ Ref: Seconds }'])(
    'uses them for numbers that only AWS knows, such as %s',
    (value) => {
      const [fn] = read(`
Parameters: { Seconds: { Type: Number } }
Resources:
  One: { Type: AWS::Serverless::Function, Properties: { Timeout: ${value}, MemorySize: ${value} } }`)
      expect(fn).toMatchObject({ timeoutSec: 3, memoryMb: 128 })
    },
  )

  test('takes numbers from parameters and texts', () => {
    const [fn] = read(`
Parameters: { Seconds: { Type: Number, Default: 9 } }
Resources:
  One: { Type: AWS::Serverless::Function, Properties: { Timeout: !Ref Seconds, MemorySize: '512' } }`)
    expect(fn).toMatchObject({ timeoutSec: 9, memoryMb: 512 })
  })

  test('ignores other resources', () => {
    expect(read(two).map(({ name }) => name)).toEqual(['ask-it', 'Bare'])
  })

  test('a text that is not a template is rejected with its name', () => {
    expect(() => read('just text')).toThrow('template.yaml: a template needs Resources')
    expect(() => read('Resources: [')).toThrow(/template.yaml/)
  })
})

describe("the bundled functions' template", () => {
  const text = readFileSync(new URL('../../../lambdas/template.yaml', import.meta.url), 'utf8')
  const functions = readTemplate(text, 'lambdas/template.yaml', {
    region: 'us-east-1',
    account: '123456789012',
  })
  const statements = (name: string) =>
    functions
      .filter((fn) => fn.name === name)
      .flatMap((fn) => fn.policies)
      .flatMap(
        (policy) =>
          policy['Statement'] as { Action: string | string[]; Resource: string | string[] }[],
      )

  test.each(functions.map(({ name }) => name))('%s may write its own log', (name) => {
    expect(statements(name).at(-1)).toEqual({
      Effect: 'Allow',
      Action: ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'],
      Resource: [
        `arn:aws:logs:us-east-1:123456789012:log-group:/aws/lambda/${name}`,
        `arn:aws:logs:us-east-1:123456789012:log-group:/aws/lambda/${name}:*`,
      ],
    })
  })

  test('and has exactly these other permissions', () => {
    const rights = functions.map(({ name }) => [
      name,
      statements(name)
        .slice(0, -1)
        .flatMap(({ Action, Resource }) =>
          [Action]
            .flat()
            .flatMap((action) => [Resource].flat().map((resource) => `${action} ${resource}`)),
        )
        .map((right) => right.replaceAll('arn:aws:bedrock:us-east-1:', '')),
    ])
    expect(Object.fromEntries(rights)).toEqual(RIGHTS)
  })
})

const RIGHTS = {
  'list-models': ['bedrock:ListFoundationModels *'],
  'converse-basic': ['bedrock:InvokeModel :foundation-model/amazon.nova-micro-v1:0'],
  converse: ['bedrock:InvokeModel :foundation-model/amazon.nova-micro-v1:0'],
  'anthropic-messages': [
    'bedrock-mantle:CreateInference arn:aws:bedrock-mantle:us-east-1:123456789012:project/default',
  ],
  'openai-chat': [
    'bedrock-mantle:CreateInference arn:aws:bedrock-mantle:us-east-1:123456789012:project/default',
  ],
  'converse-once': ['bedrock:InvokeModel :foundation-model/amazon.nova-lite-v1:0'],
  'converse-stream': [
    'bedrock:InvokeModelWithResponseStream :foundation-model/amazon.nova-lite-v1:0',
  ],
  'invoke-titan': ['bedrock:InvokeModel :foundation-model/amazon.titan-text-express-v1'],
  'invoke-stream': [
    'bedrock:InvokeModelWithResponseStream :foundation-model/amazon.nova-lite-v1:0',
  ],
  'live-stream': ['bedrock:InvokeModelWithResponseStream :foundation-model/amazon.nova-lite-v1:0'],
  'ask-with-tools': [
    'bedrock:InvokeModel 123456789012:inference-profile/us.amazon.nova-lite-v1:0',
    'bedrock:InvokeModel :foundation-model/amazon.nova-lite-v1:0',
    'bedrock:InvokeModel arn:aws:bedrock:us-east-2::foundation-model/amazon.nova-lite-v1:0',
    'bedrock:InvokeModel arn:aws:bedrock:us-west-2::foundation-model/amazon.nova-lite-v1:0',
  ],
  'prompt-template': ['bedrock:InvokeModel :foundation-model/amazon.nova-lite-v1:0'],
  guarded: [
    'bedrock:InvokeModel :foundation-model/amazon.nova-lite-v1:0',
    'bedrock:ApplyGuardrail 123456789012:guardrail/*',
  ],
  structured: ['bedrock:InvokeModel :foundation-model/amazon.nova-lite-v1:0'],
  'image-question': ['bedrock:InvokeModel :foundation-model/amazon.nova-lite-v1:0'],
  'cached-prompt': ['bedrock:InvokeModel :foundation-model/amazon.nova-lite-v1:0'],
  'stable-profile': [
    'bedrock:ListInferenceProfiles *',
    'bedrock:CreateInferenceProfile 123456789012:application-inference-profile/*',
    'bedrock:TagResource 123456789012:application-inference-profile/*',
    'bedrock:InvokeModel 123456789012:application-inference-profile/*',
    'bedrock:CreateInferenceProfile :foundation-model/amazon.nova-micro-v1:0',
    'bedrock:InvokeModel :foundation-model/amazon.nova-micro-v1:0',
  ],
  resilient: [
    'bedrock:InvokeModelWithResponseStream :foundation-model/amazon.nova-lite-v1:0',
    'bedrock:InvokeModelWithResponseStream :foundation-model/amazon.nova-micro-v1:0',
  ],
  'chat-websocket': [
    'bedrock:InvokeModelWithResponseStream :foundation-model/amazon.nova-lite-v1:0',
    'execute-api:ManageConnections arn:aws:execute-api:us-east-1:123456789012:${ChatApi}/prod/POST/@connections/*',
  ],
  'chat-memory': [
    'bedrock:InvokeModel :foundation-model/amazon.nova-lite-v1:0',
    'dynamodb:GetItem arn:aws:dynamodb:us-east-1:123456789012:table/${ChatMemoryTable}',
    'dynamodb:PutItem arn:aws:dynamodb:us-east-1:123456789012:table/${ChatMemoryTable}',
  ],
  observed: ['bedrock:InvokeModelWithResponseStream :foundation-model/amazon.nova-lite-v1:0'],
  'choose-model': [
    'bedrock:ListFoundationModels *',
    'bedrock:ListInferenceProfiles *',
    'bedrock:GetFoundationModelAvailability *',
  ],
}

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
  test("a function's settings, with what Globals says for all", () => {
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

  test('variables: references resolved, its own over those of Globals', () => {
    expect(read(two)[0]?.variables).toEqual({
      MODEL_ID: 'amazon.nova-micro-v1:0',
      LOG_LEVEL: 'DEBUG',
      SHARED: 'yes-it-is',
      PROFILE: 'arn:aws:bedrock:eu-west-1:210987654321:x/${Literal}',
    })
  })

  test("the policies of a function's role", () => {
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

  test("what nobody says is Lambda's own default", () => {
    const [fn] = read('Resources: { Bare: { Type: AWS::Serverless::Function } }')
    expect(fn).toMatchObject({
      name: 'Bare',
      handler: 'index.handler',
      timeoutSec: 3,
      memoryMb: 128,
      policies: [],
    })
  })

  test('other resources are no functions', () => {
    expect(read(two).map(({ name }) => name)).toEqual(['ask-it', 'Bare'])
  })

  test('a text that is no template is refused with its name', () => {
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

  test('nine functions, each with a role of its own', () => {
    expect(functions).toHaveLength(9)
    for (const fn of functions) expect(fn.policies).toHaveLength(1)
  })

  test.each(functions.map((fn) => [fn.name, fn.variables['MODEL_ID']] as const))(
    '%s may use its own model and write its own log, and nothing more',
    (name, model) => {
      const [first, log, ...more] = statements(name)
      expect(more).toEqual([])
      expect(log).toEqual({
        Effect: 'Allow',
        Action: ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'],
        Resource: [
          `arn:aws:logs:us-east-1:123456789012:log-group:/aws/lambda/${name}`,
          `arn:aws:logs:us-east-1:123456789012:log-group:/aws/lambda/${name}:*`,
        ],
      })
      const streams = ['converse-stream', 'invoke-stream', 'live-stream'].includes(name)
      const action = streams ? 'bedrock:InvokeModelWithResponseStream' : 'bedrock:InvokeModel'
      expect(first?.Action).toBe(model === undefined ? 'bedrock:ListFoundationModels' : action)
      for (const resource of [first?.Resource ?? []].flat()) {
        expect(resource).toMatch(model === undefined ? /^\*$/ : /^arn:aws:bedrock:[^*]+$/)
        if (model !== undefined)
          expect(model.replace(/^us\./, '')).toBe(resource.split('/')[1]?.replace(/^us\./, ''))
      }
    },
  )
})

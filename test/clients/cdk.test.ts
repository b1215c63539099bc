import assert from 'node:assert/strict'
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { App, Stack } from 'aws-cdk-lib'
import { Template } from 'aws-cdk-lib/assertions'
import type { BedrockFunction as Construct } from '../../lambdas/cdk/bedrock-function.ts'

// The CDK construct imports packages that only this folder has, so it runs from here.
const copy = join(import.meta.dirname, '.cdk')
mkdirSync(copy, { recursive: true })
copyFileSync(
  join(import.meta.dirname, '../../lambdas/cdk/bedrock-function.ts'),
  join(copy, 'bedrock-function.ts'),
)
const { BedrockFunction } = (await import(join(copy, 'bedrock-function.ts'))) as {
  BedrockFunction: typeof Construct
}
const code = mkdtempSync(join(tmpdir(), 'cdk-'))
writeFileSync(join(code, 'index.mjs'), 'export const handler = async () => ({})')
after(() => {
  for (const folder of [copy, code]) rmSync(folder, { recursive: true })
})

function statementsOf(modelId: string, streams = false): unknown[] {
  const stack = new Stack(new App(), 'Test', {
    env: { region: 'us-east-1', account: '123456789012' },
  })
  new BedrockFunction(stack, 'Ask', { code, modelId, streams })
  const template = Template.fromStack(stack)
  template.hasResourceProperties('AWS::Lambda::Function', {
    Handler: 'index.handler',
    Runtime: 'nodejs24.x',
    Environment: { Variables: { MODEL_ID: modelId } },
  })
  const [policy] = Object.values(template.findResources('AWS::IAM::Policy'))
  const text = JSON.stringify(policy?.Properties.PolicyDocument.Statement)
  return JSON.parse(
    text
      .replaceAll('{"Fn::Join":["",["arn:",{"Ref":"AWS::Partition"},"', '"arn:aws')
      .replaceAll('"]]}', '"'),
  )
}

test('a function may call its model', () => {
  assert.deepEqual(statementsOf('amazon.nova-lite-v1:0', true), [
    {
      Action: 'bedrock:InvokeModelWithResponseStream',
      Effect: 'Allow',
      Resource: 'arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-lite-v1:0',
    },
  ])
})

test('a function may call its profile, and the model only through that profile', () => {
  const profile =
    'arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.amazon.nova-lite-v1:0'
  assert.deepEqual(statementsOf('us.amazon.nova-lite-v1:0'), [
    { Action: 'bedrock:InvokeModel', Effect: 'Allow', Resource: profile },
    {
      Action: 'bedrock:InvokeModel',
      Effect: 'Allow',
      Resource: 'arn:aws:bedrock:*::foundation-model/amazon.nova-lite-v1:0',
      Condition: { StringEquals: { 'bedrock:InferenceProfileArn': profile } },
    },
  ])
})

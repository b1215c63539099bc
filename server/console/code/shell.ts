import { awsUrl, headersOf, isConverse, isRecord, isStream, pathOf, quote } from './call.ts'
import type { CodeCall, Target } from './call.ts'

export function curl(call: CodeCall, target: Target): string {
  const { url, region, operation } = call
  const signed = [
    `  --aws-sigv4 ${quote(`aws:amz:${region}:bedrock`)}`,
    '  --user "$AWS_ACCESS_KEY_ID:$AWS_SECRET_ACCESS_KEY"',
    '  -H "x-amz-security-token: $AWS_SESSION_TOKEN"',
  ]
  const lines = [
    `curl ${isStream(operation) ? '--no-buffer --output -' : '-s'} ${quote((target === 'here' ? url : awsUrl(region)) + pathOf(call))}`,
    "  -H 'content-type: application/json'",
    ...headersOf(call).map(([, name, value]) => `  -H ${quote(`${name}: ${value}`)}`),
    ...(target === 'AWS' ? signed : []),
    `  --data-binary ${quote(JSON.stringify(call.body))}`,
  ]
  const note = isStream(operation) ? '# The answer is a binary event stream.\n' : ''
  return `${note}${lines.join(' \\\n')}\n`
}

/** The operations without an AWS CLI command, and the closest one that exists. */
const PLAIN: Readonly<Record<string, string>> = {
  ConverseStream: 'Converse',
  InvokeModelWithResponseStream: 'InvokeModel',
}

const COMMANDS: Readonly<Record<string, string>> = {
  Converse: 'converse',
  InvokeModel: 'invoke-model',
  CountTokens: 'count-tokens',
}

export function cli(call: CodeCall, target: Target): string {
  const operation = PLAIN[call.operation] ?? call.operation
  const note =
    operation === call.operation
      ? ''
      : `# The AWS CLI has no command for ${call.operation}; this is ${operation}.\n`
  const lines = [
    `aws bedrock-runtime ${COMMANDS[operation] ?? ''}`,
    ...(target === 'here' ? [`  --endpoint-url ${quote(call.url)}`] : []),
    `  --region ${quote(call.region)}`,
    `  --model-id ${quote(call.modelId)}`,
    ...headersOf(call).map(([name, , value]) => `  --${kebab(name)} ${quote(value)}`),
    ...members(operation, call.body),
  ]
  return `${note}${lines.join(' \\\n')}\n`
}

function members(operation: string, body: unknown): string[] {
  if (operation === 'InvokeModel')
    return [
      '  --cli-binary-format raw-in-base64-out',
      `  --body ${quote(JSON.stringify(body))}`,
      '  answer.json',
    ]
  if (!isConverse(operation) && operation !== 'CountTokens') return []
  return Object.entries(isRecord(body) ? body : {}).map(
    ([name, value]) => `  --${kebab(name)} ${quote(JSON.stringify(value))}`,
  )
}

const kebab = (name: string) => name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)

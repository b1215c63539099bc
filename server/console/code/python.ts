import { headersOf, isConverse, isRecord, literal } from './call.ts'
import type { CodeCall, Target } from './call.ts'

export const syntax = {
  scalar: (value: string | number | boolean | null) =>
    value === null
      ? 'None'
      : typeof value === 'boolean'
        ? value
          ? 'True'
          : 'False'
        : JSON.stringify(value),
  bytes: (base64: string) => `base64.b64decode(${JSON.stringify(base64)})`,
  key: (name: string) => JSON.stringify(name),
}

const METHODS: Readonly<Record<string, string>> = {
  Converse: 'converse',
  ConverseStream: 'converse_stream',
  InvokeModel: 'invoke_model',
  InvokeModelWithResponseStream: 'invoke_model_with_response_stream',
  CountTokens: 'count_tokens',
}

/** The output of a script, and the result of a function. */
const READ: Readonly<Record<string, readonly string[]>> = {
  Converse: [
    'for block in response["output"]["message"]["content"]:',
    '    if "text" in block:',
    '        print(block["text"])',
  ],
  ConverseStream: [
    'for event in response["stream"]:',
    '    if "contentBlockDelta" in event:',
    '        print(event["contentBlockDelta"]["delta"].get("text", ""), end="", flush=True)',
    'print()',
  ],
  InvokeModel: ['print(json.dumps(json.loads(response["body"].read()), indent=2))'],
  InvokeModelWithResponseStream: [
    'for event in response["body"]:',
    '    if "chunk" in event:',
    '        print(json.loads(event["chunk"]["bytes"]))',
  ],
  CountTokens: ['print(response["inputTokens"])'],
}

export function boto3(call: CodeCall, target: Target): string {
  const request = requestOf(call, '')
  const imports = ['import boto3', ...importsOf(request + (READ[call.operation] ?? []).join(''))]
  return [
    ...imports.toSorted(),
    '',
    client(call, target),
    '',
    `response = ${request}`,
    ...(READ[call.operation] ?? ['print(response)']),
    '',
  ].join('\n')
}

/** A deployed function: the environment points it at this server, or else it calls AWS. */
export function pythonLambda(call: CodeCall): string {
  const request = requestOf(call, '    ')
  const imports = ['import boto3', 'import json', ...importsOf(request)]
  return [
    ...[...new Set(imports)].toSorted(),
    '',
    `client = boto3.client("bedrock-runtime", region_name=${JSON.stringify(call.region)})`,
    '',
    '',
    'def lambda_handler(event, context):',
    `    response = ${request}`,
    ...(LAMBDA[call.operation] ?? ['    result = str(response)']),
    '    return {"statusCode": 200, "body": json.dumps(result)}',
    '',
  ].join('\n')
}

const LAMBDA: Readonly<Record<string, readonly string[]>> = {
  Converse: [
    '    content = response["output"]["message"]["content"]',
    '    result = "".join(block.get("text", "") for block in content)',
  ],
  ConverseStream: [
    '    result = ""',
    '    for event in response["stream"]:',
    '        if "contentBlockDelta" in event:',
    '            result += event["contentBlockDelta"]["delta"].get("text", "")',
  ],
  InvokeModel: ['    result = json.loads(response["body"].read())'],
  InvokeModelWithResponseStream: [
    '    result = []',
    '    for event in response["body"]:',
    '        if "chunk" in event:',
    '            result.append(json.loads(event["chunk"]["bytes"]))',
  ],
  CountTokens: ['    result = response["inputTokens"]'],
}

const importsOf = (text: string) => [
  ...(text.includes('base64.') ? ['import base64'] : []),
  ...(text.includes('json.') ? ['import json'] : []),
]

function client({ url, region }: CodeCall, target: Target): string {
  const here = [
    `    endpoint_url=${JSON.stringify(url)},`,
    '    aws_access_key_id="local",',
    '    aws_secret_access_key="local",',
  ]
  return [
    'client = boto3.client(',
    '    "bedrock-runtime",',
    `    region_name=${JSON.stringify(region)},`,
    ...(target === 'here' ? here : []),
    ')',
  ].join('\n')
}

function requestOf(call: CodeCall, indent: string): string {
  const { operation, modelId, body } = call
  const inner = `${indent}    `
  const native = !isConverse(operation) && operation !== 'CountTokens'
  const members = native
    ? [
        ...headersOf(call).map(([name, , value]) => `${inner}${name}=${JSON.stringify(value)},`),
        `${inner}body=json.dumps(${literal(body, { ...syntax, bytes: JSON.stringify }, inner)}),`,
      ]
    : Object.entries(isRecord(body) ? body : {}).map(
        ([name, value]) => `${inner}${name}=${literal(value, syntax, inner, name)},`,
      )
  return [
    `client.${METHODS[operation] ?? ''}(`,
    `${inner}modelId=${JSON.stringify(modelId)},`,
    ...members,
    `${indent})`,
  ].join('\n')
}

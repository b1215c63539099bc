import { headersOf, isConverse, isRecord, literal } from './call.ts'
import type { CodeCall, Target } from './call.ts'

export const syntax = {
  scalar: (value: string | number | boolean | null) => JSON.stringify(value),
  bytes: (base64: string) => `Buffer.from(${JSON.stringify(base64)}, 'base64')`,
  key: (name: string) => (/^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name)),
}

const READ: Readonly<Record<string, readonly string[]>> = {
  Converse: [
    "const text = response.output.message.content.map((block) => block.text ?? '').join('')",
    'console.log(text)',
  ],
  ConverseStream: [
    'for await (const event of response.stream) {',
    "    process.stdout.write(event.contentBlockDelta?.delta.text ?? '')",
    '}',
    'console.log()',
  ],
  InvokeModel: ['console.log(JSON.parse(response.body.transformToString()))'],
  InvokeModelWithResponseStream: [
    'for await (const event of response.body) {',
    '    if (event.chunk) console.log(JSON.parse(new TextDecoder().decode(event.chunk.bytes)))',
    '}',
  ],
  CountTokens: ['console.log(response.inputTokens)'],
}

export function javascript(call: CodeCall, target: Target): string {
  const { operation, url, region } = call
  const here = `{
    region: ${JSON.stringify(region)},
    endpoint: ${JSON.stringify(url)},
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
}`
  return [
    imports(operation),
    '',
    `const client = new BedrockRuntimeClient(${target === 'here' ? here : `{ region: ${JSON.stringify(region)} }`})`,
    '',
    `const response = await client.send(${commandOf(call, '')})`,
    ...(READ[operation] ?? ['console.log(response)']),
    '',
  ].join('\n')
}

const LAMBDA: Readonly<Record<string, readonly string[]>> = {
  Converse: [
    "    const result = response.output.message.content.map((block) => block.text ?? '').join('')",
  ],
  ConverseStream: [
    "    let result = ''",
    '    for await (const event of response.stream) {',
    "        result += event.contentBlockDelta?.delta.text ?? ''",
    '    }',
  ],
  InvokeModel: ['    const result = JSON.parse(response.body.transformToString())'],
  InvokeModelWithResponseStream: [
    '    const result = []',
    '    for await (const event of response.body) {',
    '        if (event.chunk) result.push(JSON.parse(new TextDecoder().decode(event.chunk.bytes)))',
    '    }',
  ],
  CountTokens: ['    const result = response.inputTokens'],
}

/** A deployed function: the environment points it at this server, or else it calls AWS. */
export function nodeLambda(call: CodeCall): string {
  return [
    imports(call.operation),
    '',
    `const client = new BedrockRuntimeClient({ region: ${JSON.stringify(call.region)} })`,
    '',
    'export const handler = async (event) => {',
    `    const response = await client.send(${commandOf(call, '    ')})`,
    ...(LAMBDA[call.operation] ?? ['    const result = response']),
    '    return { statusCode: 200, body: JSON.stringify(result) }',
    '}',
    '',
  ].join('\n')
}

const imports = (operation: string) =>
  `import { BedrockRuntimeClient, ${operation}Command } from '@aws-sdk/client-bedrock-runtime'`

function commandOf(call: CodeCall, indent: string): string {
  const { operation, modelId, body } = call
  const inner = `${indent}    `
  const native = !isConverse(operation) && operation !== 'CountTokens'
  const members = native
    ? [
        `${inner}contentType: 'application/json',`,
        ...headersOf(call).map(([name, , value]) => `${inner}${name}: ${JSON.stringify(value)},`),
        `${inner}body: JSON.stringify(${literal(body, { ...syntax, bytes: JSON.stringify }, inner)}),`,
      ]
    : Object.entries(isRecord(body) ? body : {}).map(
        ([name, value]) => `${inner}${syntax.key(name)}: ${literal(value, syntax, inner, name)},`,
      )
  return [
    `new ${operation}Command({`,
    `${inner}modelId: ${JSON.stringify(modelId)},`,
    ...members,
    `${indent}})`,
  ].join('\n')
}

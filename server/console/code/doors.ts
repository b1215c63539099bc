import { awsUrl, headersOf, isRecord, literal, quote } from './call.ts'
import type { CodeCall, Target } from './call.ts'
import { syntax as js } from './javascript.ts'
import { syntax as python } from './python.ts'

/** A call through OpenAI's or Anthropic's API. */
export interface DoorCall extends CodeCall {
  door: {
    /** `/openai/v1/chat/completions` */
    path: string
    mantle: boolean
  }
}

/** Its name in its SDK, and the path after the SDK's base URL. */
const DOORS = [
  {
    of: /^ChatCompletions/,
    sdk: 'openai',
    method: 'chat.completions.create',
    rest: '/chat/completions',
  },
  { of: /^Responses/, sdk: 'openai', method: 'responses.create', rest: '/responses' },
  { of: /^Messages/, sdk: 'anthropic', method: 'messages.create', rest: '/v1/messages' },
] as const

/**
 * What the methods of the Python SDKs take as arguments. They reject any other name, and send `extra_body` unchanged,
 * so this list needs only the common ones.
 */
const ARGUMENTS: Readonly<Record<(typeof DOORS)[number]['sdk'], ReadonlySet<string>>> = {
  openai: new Set(
    (
      'frequency_penalty include input instructions max_completion_tokens max_output_tokens max_tokens messages ' +
      'metadata model n parallel_tool_calls presence_penalty previous_response_id reasoning reasoning_effort ' +
      'response_format seed stop store stream stream_options temperature text tool_choice tools top_p user'
    ).split(' '),
  ),
  anthropic: new Set(
    (
      'max_tokens messages metadata model stop_sequences stream system temperature thinking tool_choice tools top_k ' +
      'top_p'
    ).split(' '),
  ),
}

export const doorOf = (operation: string) => DOORS.find(({ of }) => of.test(operation))

const urlOf = ({ url, region, door }: DoorCall, target: Target): string => {
  if (target === 'here') return url
  return door.mantle
    ? `https://${['bedrock-mantle', region, 'api', 'aws'].join('.')}`
    : awsUrl(region)
}

function partsOf(call: DoorCall, target: Target) {
  const door = doorOf(call.operation) ?? DOORS[0]
  const { path } = call.door
  const base = path.endsWith(door.rest) ? path.slice(0, -door.rest.length) : path
  return { ...door, base: urlOf(call, target) + base }
}

/** Headers that no client sends by default, by name. */
const named = (call: CodeCall) =>
  Object.fromEntries(headersOf(call).map(([, name, value]) => [name, value]))

const hasHeaders = (call: CodeCall): boolean => headersOf(call).length > 0

const streams = ({ body }: CodeCall): boolean => isRecord(body) && body['stream'] === true

export function doorPython(call: DoorCall, target: Target): string {
  const { sdk, method, base } = partsOf(call, target)
  const client = sdk === 'openai' ? 'OpenAI' : 'Anthropic'
  const key = target === 'here' ? '"local"' : 'os.environ["AWS_BEARER_TOKEN_BEDROCK"]'
  const all = Object.entries(isRecord(call.body) ? call.body : {})
  const extra = all.filter(([name]) => !ARGUMENTS[sdk].has(name))
  const members = all
    .filter(([name]) => ARGUMENTS[sdk].has(name))
    .map(([name, value]) => `    ${name}=${literal(value, python, '    ', name)},`)
  return [
    ...(target === 'here' ? [] : ['import os', '']),
    `from ${sdk} import ${client}`,
    '',
    `client = ${client}(base_url=${JSON.stringify(base)}, api_key=${key})`,
    '',
    `response = client.${method}(`,
    ...members,
    ...(extra.length > 0
      ? [`    extra_body=${literal(Object.fromEntries(extra), python, '    ')},`]
      : []),
    ...(hasHeaders(call) ? [`    extra_headers=${literal(named(call), python, '    ')},`] : []),
    ')',
    ...(streams(call) ? ['for event in response:', '    print(event)'] : ['print(response)']),
    '',
  ].join('\n')
}

export function doorJavascript(call: DoorCall, target: Target): string {
  const { sdk, method, base } = partsOf(call, target)
  const [name, from] = sdk === 'openai' ? ['OpenAI', 'openai'] : ['Anthropic', '@anthropic-ai/sdk']
  const key = target === 'here' ? "'local'" : 'process.env.AWS_BEARER_TOKEN_BEDROCK'
  return [
    `import ${name} from '${from}'`,
    '',
    `const client = new ${name}({ baseURL: ${JSON.stringify(base)}, apiKey: ${key} })`,
    '',
    `const response = await client.${method}(${literal(call.body, js)}${hasHeaders(call) ? `, { headers: ${literal(named(call), js)} }` : ''})`,
    streams(call)
      ? 'for await (const event of response) console.log(event)'
      : 'console.log(response)',
    '',
  ].join('\n')
}

export function doorCurl(call: DoorCall, target: Target): string {
  const anthropic = doorOf(call.operation)?.sdk === 'anthropic'
  const key = target === 'here' ? 'local' : '$AWS_BEARER_TOKEN_BEDROCK'
  const lines = [
    `curl ${streams(call) ? '--no-buffer' : '-s'} ${quote(urlOf(call, target) + call.door.path)}`,
    "  -H 'content-type: application/json'",
    anthropic ? `  -H "x-api-key: ${key}"` : `  -H "authorization: Bearer ${key}"`,
    ...(anthropic ? ["  -H 'anthropic-version: 2023-06-01'"] : []),
    ...headersOf(call).map(([, name, value]) => `  -H ${quote(`${name}: ${value}`)}`),
    `  --data-binary ${quote(JSON.stringify(call.body))}`,
  ]
  return `${lines.join(' \\\n')}\n`
}

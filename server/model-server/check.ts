import { isObject, parseJson } from '../json.ts'
import type { JsonObject } from '../json.ts'
import { objectOf, objectsOf, stringOf } from '../json-fields.ts'
import { messageOf } from '../text/error-message.ts'
import {
  choiceIn,
  errorMessageIn,
  jsonIn,
  messageIn,
  reasoningText,
  contentText,
} from './chunk-content.ts'
import { chunksOf } from './chunks.ts'
import type { ModelClient } from './client.ts'
import { vectorsIn } from './embeddings.ts'
import { argumentsRequest } from './forced.ts'
import { formatOf } from './request.ts'

type Verdict = 'native' | 'emulated' | 'missing'

export interface Tried {
  verdict: Verdict
  /** What was observed, in a few words. */
  seen: string
}

/** An ability of a model server to test. */
export interface Ability {
  name: string
  what: string
  run(trial: Trial): Promise<Tried>
}

export interface Trial {
  client: ModelClient
  base: string
  /** The model for chat. */
  model: string
  /** The model for vectors. */
  embedder: string
  maxTokens: number
}

/** One after another: a local server has enough with one. */
export const abilities: readonly Ability[] = [
  { name: 'text', what: 'a whole answer', run: text },
  { name: 'stream', what: 'an answer in pieces', run: stream },
  { name: 'usage', what: 'token counts in a stream', run: usage },
  { name: 'tools', what: 'a tool call when the model chooses', run: tools },
  { name: 'forced tool', what: 'a forced tool call', run: forcedTool },
  { name: 'schema', what: 'JSON of a schema', run: schema },
  { name: 'image', what: 'a question about a picture', run: image },
  { name: 'embeddings', what: 'vectors', run: embeddings },
]

const MINUTES = 3 * 60_000

/** A failed attempt means that the ability is missing. */
export async function tryAbility({ run }: Ability, trial: Trial): Promise<Tried> {
  try {
    return await run(trial)
  } catch (thrown) {
    return { verdict: 'missing', seen: messageOf(thrown).split('\n')[0]?.slice(0, 120) ?? '' }
  }
}

const say = (content: string | JsonObject[]): JsonObject => ({
  messages: [{ role: 'user', content }],
})

async function chunks(trial: Trial, more: JsonObject): Promise<JsonObject[]> {
  const { client, base, model, maxTokens } = trial
  const body = { model, max_tokens: maxTokens, temperature: 0, ...more }
  const response = await client.post(`${base}/chat/completions`, body, AbortSignal.timeout(MINUTES))
  const all: JsonObject[] = []
  for await (const chunk of chunksOf(response)) {
    const { error } = chunk
    if (error !== undefined && error !== null) throw new Error(errorMessageIn(error) ?? 'an error')
    all.push(chunk)
  }
  return all
}

const STREAM = { stream: true, stream_options: { include_usage: true } }

const messagesIn = (all: readonly JsonObject[]): JsonObject[] =>
  all.map((chunk) => messageIn(choiceIn(chunk)))

const textIn = (all: readonly JsonObject[]): string => messagesIn(all).map(contentText).join('')

/** Reasoning counts too: with few tokens, a reasoning model returns nothing else. */
const wordsIn = (all: readonly JsonObject[]): string =>
  textIn(all) || messagesIn(all).map(reasoningText).join('')

const callIn = (all: readonly JsonObject[]): string | undefined => {
  for (const message of messagesIn(all)) {
    const [call] = objectsOf(message['tool_calls'])
    const name = stringOf(objectOf(call?.['function'])['name'])
    if (name !== undefined && name !== '') return name
  }
  return undefined
}

const short = (answer: string): string => JSON.stringify(answer.trim().slice(0, 40))
const native = (seen: string): Tried => ({ verdict: 'native', seen })
const emulated = (seen: string): Tried => ({ verdict: 'emulated', seen })
const missing = (seen: string): Tried => ({ verdict: 'missing', seen })

async function text(trial: Trial): Promise<Tried> {
  const answer = wordsIn(await chunks(trial, say('Say hello.')))
  return answer === '' ? missing('the answer is empty') : native(short(answer))
}

async function stream(trial: Trial): Promise<Tried> {
  const all = await chunks(trial, { ...say('Count to five.'), ...STREAM })
  const pieces = messagesIn(all).filter((message) =>
    Object.values(message).some((part) => part !== ''),
  )
  return pieces.length > 2 ? native(`${pieces.length} pieces`) : missing('it arrives all at once')
}

async function usage(trial: Trial): Promise<Tried> {
  const all = await chunks(trial, { ...say('Say hello.'), ...STREAM })
  return all.some((chunk) => isObject(chunk['usage']))
    ? native('counted by the server; the client gets our counts')
    : emulated('not counted by the server; the client gets our counts')
}

const PARAMETERS: JsonObject = {
  type: 'object',
  properties: { city: { type: 'string', maxLength: 20 } },
  required: ['city'],
}
const TOOL = { name: 'get_weather', description: 'The weather in a city', schema: PARAMETERS }
const TOOLS: JsonObject = {
  tools: [
    {
      type: 'function',
      function: { name: TOOL.name, description: TOOL.description, parameters: PARAMETERS },
    },
  ],
}
const WEATHER = say('What is the weather in Rome? Use the tool.')

async function tools(trial: Trial): Promise<Tried> {
  const name = callIn(await chunks(trial, { ...WEATHER, ...TOOLS, ...STREAM }))
  return name === undefined
    ? missing('the model answers with text; its template may not support tools')
    : native(`it calls ${name}`)
}

async function forcedTool(trial: Trial): Promise<Tried> {
  const request = { ...WEATHER, ...TOOLS, ...STREAM, tool_choice: 'required' }
  const name = await chunks(trial, request).then(callIn, () => undefined)
  if (name !== undefined) return native(`it calls ${name}`)
  const answer = textIn(await chunks(withRoom(trial), argumentsRequest(request, [TOOL])))
  return isObject(parseJson(jsonIn(answer)))
    ? emulated(`it is ignored, so the call is made from JSON: ${short(answer)}`)
    : missing('it is ignored, and so is a schema')
}

/** Truncated JSON is not valid. */
const withRoom = (trial: Trial): Trial => ({ ...trial, maxTokens: Math.max(trial.maxTokens, 100) })

async function schema(trial: Trial): Promise<Tried> {
  const request = { ...say('Name a city, as JSON.'), ...STREAM }
  const format = formatOf({ schema: PARAMETERS, name: 'city' })
  const value = parseJson(textIn(await chunks(withRoom(trial), { ...request, ...format })))
  return isObject(value) && typeof value['city'] === 'string'
    ? native(JSON.stringify(value).slice(0, 60))
    : missing('the answer does not fit the schema')
}

/** A red square of 8 by 8. */
const PICTURE =
  'iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAIAAABLbSncAAAAEklEQVR42mP4z8CAFWEXHbQSACj/P8Fu7N9hAAAAAElFTkSuQmCC'

async function image(trial: Trial): Promise<Tried> {
  const url = `data:image/png;base64,${PICTURE}`
  const content = [
    { type: 'text', text: 'Which colour is this?' },
    { type: 'image_url', image_url: { url } },
  ]
  return native(short(wordsIn(await chunks(trial, { ...say(content), ...STREAM }))))
}

async function embeddings({ client, base, embedder }: Trial): Promise<Tried> {
  const { body } = await client.post(
    `${base}/embeddings`,
    { model: embedder, input: ['Rome'], encoding_format: 'float' },
    AbortSignal.timeout(MINUTES),
  )
  const [vector = []] = vectorsIn(parseJson(await body.text()))
  return vector.length === 0
    ? missing('there are none')
    : native(`${vector.length} dimensions with ${embedder}`)
}

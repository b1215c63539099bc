import type { Json, JsonObject } from '../../json.ts'
import { isObject } from '../../json.ts'
import { filled, map, member, object, string, whole } from '../../shape/shape.ts'
import { textOf } from '../../json-fields.ts'
import type { Tool } from '../tool.ts'

// Tools about models.

const MAX_MODELS = 10

interface Card extends JsonObject {
  id: string
  name: string
  provider: string
  profiles: Json[]
  types: string[]
}

export const modelTools: readonly Tool[] = [
  {
    name: 'look_up_model',
    title: 'Look a model up',
    does: 'Finds models by words in their id, name, provider or inference profiles. Returns ids to call, operations, modalities, limits, and prices in US dollars per million tokens. A single match includes an example of its native body.',
    changes: 'Changes nothing.',
    effect: 'nothing',
    input: object({
      search: member(filled, 'Words that must all occur: nova micro.', 'required'),
      region: member(filled, 'The region; defaults to the region of the server.'),
    }),
    async run({ search, region }, server) {
      const query = typeof region === 'string' ? `?region=${encodeURIComponent(region)}` : ''
      const { models } = (await server.admin('GET', `/models${query}`)) as {
        models: Card[]
      }
      const found = matching(models, textOf(search))
      const [only] = found
      return {
        found: found.length,
        models: found.length === 1 && only ? [only] : found.slice(0, MAX_MODELS).map(withoutBody),
      }
    },
  },
  {
    name: 'ask_model',
    title: 'Ask a model',
    does: 'Sends one prompt through Converse and returns the answer, its stop reason, its tokens and its source: a fixture, a recording, an invented answer or AWS.',
    changes:
      'Adds a call to the journal. In record and proxy mode, the call may go to AWS and cost money; in record mode, it writes a recording.',
    effect: 'calls',
    input: object({
      modelId: member(filled, 'The id, profile or ARN of the model.', 'required'),
      prompt: member(filled, 'The prompt.', 'required'),
      system: member(string, 'The system prompt.'),
      maxTokens: member(whole(1), 'The limit for the answer.'),
      body: member(map, 'Additional members of Converse, such as toolConfig.'),
      session: member(filled, 'The session of the call; mcp when omitted.'),
    }),
    async run({ modelId, prompt, system, maxTokens, body, session = 'mcp' }, server) {
      const request: JsonObject = {
        messages: [{ role: 'user', content: [{ text: prompt ?? '' }] }],
        ...(system !== undefined && { system: [{ text: system }] }),
        ...(maxTokens !== undefined && { inferenceConfig: { maxTokens } }),
        ...(isObject(body) ? body : {}),
      }
      const path = `/model/${encodeURIComponent(textOf(modelId))}/converse`
      const { status, headers, body: answer } = await server.call(path, request, textOf(session))
      if (status >= 400) throw new Error(`${errorName(headers)}: ${messageIn(answer)}`)
      return {
        source: headers.get('x-bedrock-local-source') ?? 'unknown',
        fixture: headers.get('x-bedrock-local-fixture') ?? undefined,
        ...(answer as JsonObject),
      }
    },
  },
]

/** The model with this id, or those with all words, without variants for provisioned throughput. */
function matching(models: readonly Card[], search: string): Card[] {
  const exact = models.find(({ id }) => id === search)
  if (exact !== undefined) return [exact]
  const words = search.toLowerCase().split(/\s+/)
  return models.filter(({ id, name, provider, profiles, types }) => {
    const text = JSON.stringify([id, name, provider, profiles]).toLowerCase()
    return words.every((word) => text.includes(word)) && types.join() !== 'PROVISIONED'
  })
}

function withoutBody(card: Card): JsonObject {
  const { template: _template, ...rest } = card
  return rest
}

const errorName = (headers: Headers) =>
  (headers.get('x-amzn-errortype') ?? 'Error').replace(/:.*/, '')

const messageIn = (answer: Json): string =>
  isObject(answer) ? textOf(answer['message'] ?? answer['Message']) : textOf(answer)

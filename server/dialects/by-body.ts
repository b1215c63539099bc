import type { JsonObject } from '../json.ts'
import { objectOf, objectsOf } from '../json-fields.ts'

// A provisioned, custom or imported model and a Marketplace endpoint have ARNs that do not say what they
// stand for. If the config does not specify it either, the format of the body identifies the family.

type BodyForm = readonly [dialect: string, fits: (body: JsonObject) => boolean]

const has =
  (...names: readonly string[]) =>
  (body: JsonObject): boolean =>
    names.every((name) => Object.hasOwn(body, name))

/** Nova's content is a list of blocks without a type, and its settings are in inferenceConfig. */
function isNova(body: JsonObject): boolean {
  if (!has('messages')(body)) return false
  if (has('inferenceConfig')(body) || has('schemaVersion')(body)) return true
  const [block] = objectsOf(objectsOf(body['messages'])[0]?.['content'])
  return block !== undefined && !has('type')(block)
}

function hasPrompt({ prompt }: JsonObject, mark = ''): boolean {
  return typeof prompt === 'string' && prompt.includes(mark)
}

// First match wins.
const RULES: readonly BodyForm[] = [
  ['anthropic', has('anthropic_version', 'messages')],
  ['anthropic-text', has('prompt', 'max_tokens_to_sample')],
  ['nova', isNova],
  ['openai-chat', has('messages')],
  ['nova-embed', has('singleEmbeddingParams')],
  ['nova-canvas', has('taskType')],
  ['titan-embed-image', (body) => has('embeddingConfig')(body) || has('inputImage')(body)],
  [
    'titan-embed',
    (body) =>
      has('inputText')(body) &&
      ['dimensions', 'normalize', 'embeddingTypes'].some((name) => has(name)(body)),
  ],
  ['titan-text', has('inputText')],
  ['cohere-rerank', has('query', 'documents')],
  ['cohere-embed', has('input_type')],
  ['cohere-command-r', has('message')],
  ['jurassic', has('prompt', 'maxTokens')],
  ['llama', has('prompt', 'max_gen_len')],
  ['mistral-text', (body) => hasPrompt(body, '[INST]') && !has('topP')(body)],
  ['openai-text', (body) => hasPrompt(body)],
]

/** The dialect of a body; undefined if it cannot be determined. */
export function dialectByBody(body: unknown): string | undefined {
  const sent = objectOf(body as JsonObject)
  return RULES.find(([, fits]) => fits(sent))?.[0]
}

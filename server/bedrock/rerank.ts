import { AwsError } from '../aws/errors.ts'
import { isObject } from '../json.ts'
import type { Json, JsonObject } from '../json.ts'
import { listOf, numberOf, objectOf, stringOf } from '../json-fields.ts'
import type { Prompt } from '../neutral/prompt.ts'
import type { Reply } from '../neutral/reply.ts'
import type { Target } from '../dialects/dialect.ts'
import { dialectOf } from '../dialects/index.ts'
import type { Draft } from './draft.ts'
import type { Call } from './types.ts'
import { alphabetical } from './wire-order.ts'

// Rerank of Agents for Bedrock Runtime: the rerank models of Amazon and Cohere behind one modelled request.

function configurationOf(body: Json | undefined): JsonObject {
  const { bedrockRerankingConfiguration } = objectOf(objectOf(body)['rerankingConfiguration'])
  return objectOf(bedrockRerankingConfiguration)
}

/** The model's ARN, or its bare id, which AWS accepts too. */
export function modelOf(body: Json | undefined): string | undefined {
  return stringOf(objectOf(configurationOf(body)['modelConfiguration'])['modelArn'])
}

export function read({ body }: Call): Prompt {
  const [query] = listOf(objectOf(body)['queries'])
  const top = numberOf(configurationOf(body)['numberOfResults'])
  return {
    kind: 'rank',
    query: textOf(objectOf(query)['textQuery']),
    documents: listOf(objectOf(body)['sources']).map((source) =>
      documentText(objectOf(objectOf(source)['inlineDocumentSource'])),
    ),
    ...(top !== undefined && { top }),
  }
}

const textOf = (document: Json | undefined): string => stringOf(objectOf(document)['text']) ?? ''

function documentText({ type, jsonDocument, textDocument }: JsonObject): string {
  return type === 'JSON' ? JSON.stringify(jsonDocument ?? {}) : textOf(textDocument)
}

export function write(reply: Reply, to: Target, call: Call): Draft {
  const ranking = rankingOf(reply, call)
  const { prompt } = to
  const top = prompt.kind === 'rank' ? prompt.top : undefined
  const results = ranking.results
    .slice(0, top)
    .map(({ index, score }) => ({ index, relevanceScore: score }))
  return { kind: 'body', headers: [], body: alphabetical({ results }) }
}

function rankingOf(reply: Reply, call: Call): Extract<Reply, { kind: 'ranking' }> {
  if (reply.kind === 'ranking') return reply
  const { family } = call.model()
  if (reply.kind === 'native' && family !== undefined && isObject(reply.body)) {
    const parsed = dialectOf(family.dialect).parse(reply.body)
    if (parsed.kind === 'ranking') return parsed
  }
  throw new AwsError('ValidationException', 'The answer is not a ranking, and Rerank needs one.')
}

import type { RankTask } from '../../neutral/prompt.ts'
import type { Json, JsonObject } from '../../json.ts'
import type { Dialect } from '../dialect.ts'
import { given, listOf, numberOf, objectOf, objectsOf, stringOf } from '../../json-fields.ts'
import { familyOf } from '../../models/families.ts'
import { only } from '../parts/reply-kinds.ts'
import type { MemberSchema } from '../parts/schema.ts'
import { checked } from '../parts/schema.ts'

const REQUEST: MemberSchema = {
  type: 'JSONObject',
  required: ['query', 'documents'],
  properties: {
    query: { type: 'String', minLength: 1 },
    documents: {
      type: 'JSONArray',
      minItems: 1,
      maxItems: 1000,
      items: { type: ['String', 'JSONObject'], open: true },
    },
    top_n: { type: 'Integer', minimum: 1 },
    max_tokens_per_doc: { type: 'Integer', minimum: 1 },
  },
}

const WITH_VERSION: MemberSchema = {
  ...REQUEST,
  required: ['query', 'documents', 'api_version'],
  properties: { ...REQUEST.properties, api_version: { type: 'Integer', minimum: 2 } },
}

export const dialect: Dialect = {
  name: 'cohere-rerank',
  read,
  body(reply, { prompt }) {
    const { results } = only(reply, 'ranking')
    const top = prompt.kind === 'rank' ? (prompt.top ?? results.length) : results.length
    return {
      results: results.slice(0, top).map(({ index, score }): JsonObject => ({
        index,
        relevance_score: score,
      })),
    }
  },
  parse(body) {
    const results = objectsOf(objectOf(body)['results']).map(
      ({ index, relevance_score: score }) => ({
        index: numberOf(index) ?? 0,
        score: numberOf(score) ?? 0,
      }),
    )
    return { kind: 'ranking', results, latencyMs: 0 }
  },
}

function read(body: Json, model: string): RankTask {
  const sent = checked(body, familyOf(model)?.withoutApiVersion === true ? REQUEST : WITH_VERSION)
  return {
    kind: 'rank',
    query: stringOf(sent['query']) ?? '',
    documents: listOf(sent['documents']).map(textOf),
    ...given({ top: numberOf(sent['top_n']) }),
  }
}

function textOf(document: Json): string {
  return stringOf(document) ?? stringOf(objectOf(document)['text']) ?? JSON.stringify(document)
}

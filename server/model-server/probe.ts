import type { Json } from '../json.ts'
import { objectOf, objectsOf, stringOf } from '../json-fields.ts'
import { FailedResponse } from './client.ts'
import type { ModelClient } from './client.ts'

/** A model server that has been found. */
export interface FoundServer {
  /** The URL of its API, without a slash at the end: `http://localhost:11434/v1`. */
  base: string
  models: readonly string[]
  /** vLLM needs a flag to continue the last message. */
  isVllm: boolean
}

/**
 * The URLs at which the API may be for a URL as a person gives it: with or without `/v1` or the path of one call, or
 * the root of Docker Model Runner, whose engines have a separate path.
 */
export function basesOf(url: string): string[] {
  const given = url
    .replace(/[?#].*$/, '')
    .replace(/\/(?:chat\/completions|models|embeddings)?\/?$/, '')
  if (/\/v\d+$/.test(given)) return [given]
  return [`${given}/v1`, `${given}/engines/v1`, given]
}

/** Finds the API by its list of models. Throws the server's error if it is not found. */
export async function probe(
  url: string,
  client: ModelClient,
  signal?: AbortSignal,
): Promise<FoundServer> {
  let refusal: FailedResponse | undefined
  for (const base of basesOf(url)) {
    try {
      // oxlint-disable-next-line no-await-in-loop -- the first that answers is the one
      const list = await client.get(`${base}/models`, signal)
      const rows = modelsIn(list)
      if (rows !== undefined) return foundAt(base, rows)
    } catch (thrown) {
      if (!(thrown instanceof FailedResponse)) throw thrown
      // A server that rejects the key exists.
      if (refusal === undefined || thrown.status !== 404) refusal = thrown
    }
  }
  throw refusal ?? new FailedResponse(404, 'it has no list of models')
}

type Row = Readonly<Record<string, Json>>

function modelsIn(list: Json | undefined): Row[] | undefined {
  const { data, models } = objectOf(list)
  return Array.isArray(data)
    ? objectsOf(data)
    : Array.isArray(models)
      ? objectsOf(models)
      : undefined
}

function foundAt(base: string, rows: readonly Row[]): FoundServer {
  const models = rows.flatMap(({ id, name }) => stringOf(id) ?? stringOf(name) ?? [])
  return { base, models, isVllm: rows.some((row) => row['owned_by'] === 'vllm') }
}

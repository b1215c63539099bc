import type { JsonObject } from '../json.ts'
import { glob } from '../matching/glob.ts'
import type { Glob } from '../matching/glob.ts'
import { ConfigError } from '../settings/config.ts'
import { check } from '../shape/check.ts'
import { filled, map, member, whole } from '../shape/shape.ts'
import type { ObjectShape } from '../shape/shape.ts'

/** The address of the model server, and how to call it. */
export interface ModelServerOptions {
  url: string
  /** Names of the server's models, by globs over Bedrock's ids. The first match counts. */
  models: readonly MappedModel[]
  apiKey?: string
  /** How long the server may be silent. */
  timeoutMs: number
  /** Calls to the server at the same time. */
  concurrency: number
  /** What answers while the server is unavailable. By default, the client gets an error. */
  fallback?: 'invented'
}

export interface MappedModel {
  model: Glob
  name: string
}

const DEFAULTS = { timeoutMs: 300_000, concurrency: 2 }

const shape: ObjectShape = {
  kind: 'object',
  members: {
    url: member(filled, 'The URL of the server.', 'required'),
    models: member(map, "Names of the server's models by Bedrock model id; * and ? are wildcards."),
    apiKey: member(filled, 'Sent as a bearer token.'),
    timeoutMs: member(
      whole(1, 3_600_000),
      'Milliseconds without a byte from the server before a call fails.',
    ),
    concurrency: member(
      whole(1, 1_000),
      'The maximum number of concurrent calls to the server; others wait.',
    ),
    fallback: member(
      { kind: 'choice', values: ['invented'], of: 'fallback' },
      'invented: answers are invented while the server cannot answer.',
    ),
  },
}

const URL_FORM = /^https?:\/\/[^/\s]+/

/** Reads the `modelServer` setting: a URL, or an object with one. */
export function readModelServer(written: string | JsonObject): ModelServerOptions {
  const given = typeof written === 'string' ? { url: written } : written
  const [problem] = check(given, shape, ['modelServer'])
  if (problem !== undefined) throw new ConfigError(problem.message)
  const { url, models = {}, ...more } = given as unknown as Written
  if (!URL_FORM.test(url) || !URL.canParse(url))
    throw new ConfigError(
      `modelServer must be a URL such as http://localhost:11434, not ${JSON.stringify(url)}`,
    )
  if (new URL(url).username !== '')
    throw new ConfigError('modelServer.url has a password; set modelServer.apiKey instead')
  const mapped = Object.entries(models).map(([model, name]): MappedModel => {
    if (typeof name !== 'string' || name === '')
      throw new ConfigError(
        `modelServer.models.${model} must be the name of a model of the server, not ${JSON.stringify(name)}`,
      )
    return { model: glob(model), name }
  })
  return {
    ...DEFAULTS,
    ...more,
    url,
    models: mapped,
  }
}

interface Written extends Partial<Omit<ModelServerOptions, 'models' | 'url'>> {
  url: string
  models?: JsonObject
}

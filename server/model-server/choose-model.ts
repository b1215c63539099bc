import { AwsError } from '../aws/errors.ts'
import type { Model } from '../models/model.ts'
import type { MappedModel, ModelServerOptions } from './options.ts'

/** Names of models that make vectors and cannot chat. */
const EMBEDS = /embed|(?:^|[-_/])(?:bge|e5|gte|minilm|nomic)(?:[-_:]|$)/i

const EVERY = /^\*+$/

/** The server's model for one of Bedrock's: the first pattern that matches, or the server's only or first one. */
export function chooseModel(
  { url, models }: Pick<ModelServerOptions, 'url' | 'models'>,
  offered: readonly string[],
  model: Model,
): string {
  const name = mappedName(models, model) ?? (models.length === 0 ? firstToChat(offered) : undefined)
  if (name !== undefined) return name
  const id = model.foundation ?? model.sent
  throw new AwsError(
    'ServiceUnavailableException',
    models.length === 0
      ? `The model server at ${url} has no model. Pull or load one, then call again.`
      : `No pattern of modelServer.models matches ${id}, so the call cannot be sent to the model server at ${url}. Add one, or '*' for all other models.`,
  )
}

export const mappedName = (mapped: readonly MappedModel[], model: Model): string | undefined =>
  mapped.find((one) => fits(one, model))?.name

/** The model that answers if none is mapped. */
export const firstToChat = (offered: readonly string[]): string | undefined =>
  offered.find((name) => !EMBEDS.test(name)) ?? offered[0]

/** A name that patterns can match like a model id. */
export const modelNamed = (name: string): Model => ({ kind: 'unknown', sent: name, resource: name })

/** The model for vectors, if one is mapped. The pattern for everything is meant for chat. */
export function chooseEmbedder(mapped: readonly MappedModel[], model: Model): string | undefined {
  return mapped.find((one) => !EVERY.test(one.model.text) && fits(one, model))?.name
}

/** Models that are meant for vectors, by their names or by the ids that they are mapped for. */
export function embeddersOf(
  mapped: readonly MappedModel[],
  offered: readonly string[] = [],
): string[] {
  const names = mapped
    .filter(({ model, name }) => EMBEDS.test(name) || /embed/.test(model.text))
    .map(({ name }) => name)
  return [...new Set([...names, ...offered.filter((name) => EMBEDS.test(name))])]
}

function fits({ model: { test } }: MappedModel, { sent, profile, foundation }: Model): boolean {
  return [foundation, profile, sent].some((id) => id !== undefined && test(id))
}

import { isAnsweredBy } from '../bedrock/doors/check-model.ts'
import { arnOf, listedIn } from '../models/entries.ts'
import type { ModelRow } from '../models/entries.ts'
import type { Family } from '../models/family.ts'
import { everyRegion, profileParts } from '../models/geography.ts'
import type { ProfileSummary } from '../models/geography.ts'
import { nativeBody } from '../models/native-bodies.ts'
import { priceOf } from '../models/prices.ts'
import { filled, list, map, member, object, string } from '../shape/shape.ts'
import type { AdminRoute } from './route.ts'
import type { AdminSources } from './sources.ts'

export const modelRoutes: readonly AdminRoute[] = [
  {
    method: 'GET',
    path: '/models',
    summary: 'Lists every known model with its details; unknown details are absent',
    query: { region: member(filled, 'The region; defaults to the region of the server.') },
    answer: {
      what: 'The models, in the order of ListFoundationModels.',
      shape: object({
        region: member(string, 'The region.', 'required'),
        regions: member(list(string), 'The regions that can be queried.', 'required'),
        models: member(list(map), 'One card each.', 'required'),
      }),
    },
    run({ query }, admin) {
      const { region = admin.config.region } = query as { region?: string }
      return { region, regions: everyRegion, models: cards(region, admin) }
    },
  },
]

function cards(region: string, admin: AdminSources): object[] {
  const { catalogue, journal, store, sessions } = admin
  const profiles = new Map<string, ProfileSummary[]>()
  for (const profile of catalogue.profiles(region)) {
    const id = profileParts(profile.inferenceProfileId)?.foundation ?? ''
    profiles.set(id, [...(profiles.get(id) ?? []), profile])
  }
  const calls = new Map<string, number>()
  for (const { model, calls: times } of journal.totals.series()) {
    const id = profileParts(model)?.foundation ?? model
    calls.set(id, (calls.get(id) ?? 0) + times)
  }
  const fixtures = store.list().flatMap(({ model }) => (model === 'any' ? [] : [globs(model)]))
  return catalogue.rows.map((row) => {
    const model = catalogue.resolve(row.id, region, sessions.shared)
    const own = profiles.get(row.id) ?? []
    const price = priceOf(row.id)
    return {
      id: row.id,
      arn: arnOf(row, region),
      name: row.name,
      provider: row.provider,
      ...(model.family !== undefined && { family: model.family.name }),
      input: row.input,
      output: row.output,
      streams: row.streams,
      operations: operationsOf(row, model.family),
      types: row.types,
      customizations: row.customizations,
      ...(model.family !== undefined && featuresOf(model.family)),
      profiles: own.map(profileOf),
      ...(typeof row.contextTokens === 'number' && { contextTokens: row.contextTokens }),
      ...(row.maxTokens !== undefined && { maxTokens: row.maxTokens }),
      ...(price !== undefined && { price }),
      status: model.lifecycle === 'endOfLife' ? 'END_OF_LIFE' : row.status,
      ...(row.retired === true && { retired: true }),
      ...(row.regions !== undefined && { regions: row.regions }),
      here: row.retired === true || listedIn(row, region),
      access: model.access ?? 'granted',
      ...(model.family !== undefined && { template: nativeBody(model.family.dialect) }),
      calls: calls.get(row.id) ?? 0,
      fixtures: fixtures.filter((fits) => fits(row.id)).length,
    }
  })
}

/** The operations that a model supports. */
function operationsOf({ id, output, streams }: ModelRow, family: Family | undefined): string[] {
  if (family === undefined)
    return output.includes('SPEECH') ? ['InvokeModelWithBidirectionalStream'] : []
  const native = streams ? ['InvokeModel', 'InvokeModelWithResponseStream'] : ['InvokeModel']
  if (family.task !== 'chat') return native
  const converse = streams ? ['Converse', 'ConverseStream'] : ['Converse']
  return [...converse, ...native, 'CountTokens', ...doorsOf(id, streams)]
}

const DOORS = [
  ['chat', 'ChatCompletions'],
  ['responses', 'Responses'],
  ['messages', 'Messages'],
] as const

/** Those of OpenAI's and Anthropic's APIs. */
const doorsOf = (id: string, streams: boolean): string[] =>
  DOORS.filter(([api]) => isAnsweredBy(api, id)).flatMap(([, name]) =>
    streams ? [name, `${name}Stream`] : [name],
  )

/** Converse features; `partly` if only some models of the family support one, or if it is unknown. */
function featuresOf({
  task,
  system,
  tools,
  document,
  image,
  video,
  reasoning,
  cache,
}: Family): object {
  if (task !== 'chat') return {}
  return { features: { system, tools, document, image, video, reasoning, cache } }
}

function profileOf({
  inferenceProfileId: id,
  inferenceProfileArn: arn,
  models,
}: ProfileSummary): object {
  const regions = models.map(({ modelArn }) => modelArn.split(':')[3] ?? '').filter(Boolean)
  return { id, arn, regions: [...new Set(regions)] }
}

/** Model globs, as in the list of fixtures. */
function globs(words: string): (id: string) => boolean {
  const patterns = words
    .split(', ')
    .map(
      (glob) =>
        new RegExp(`^${glob.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*')}$`),
    )
  return (id) => patterns.some((pattern) => pattern.test(id) || pattern.test(`us.${id}`))
}

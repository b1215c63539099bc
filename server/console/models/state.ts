import { computed, signal } from '@preact/signals'
import { admin } from '../wire/admin.ts'
import { route, setQuery } from '../route.ts'

/** A model with all its details; unknown ones are absent. */
export interface Card {
  id: string
  arn: string
  name: string
  provider: string
  family?: string
  input: readonly string[]
  output: readonly string[]
  streams: boolean
  operations: readonly string[]
  types: readonly string[]
  features?: Readonly<Record<string, boolean | string>>
  profiles: readonly { id: string; arn: string; regions: readonly string[] }[]
  contextTokens?: number
  maxTokens?: number
  price?: { input: number; output: number; cache_read?: number; cache_write?: number }
  status: string
  retired?: boolean
  regions?: readonly string[]
  here: boolean
  access: string
  template?: unknown
  calls: number
  fixtures: number
}

interface Catalogue {
  region: string
  regions: readonly string[]
  models: readonly Card[]
}

export const catalogue = signal<Catalogue | undefined>(undefined)
export const failure = signal<unknown>(undefined)

/** The models of a region; defaults to the region of the server. */
export async function loadModels(region?: string): Promise<void> {
  try {
    const query = region === undefined ? '' : `?region=${encodeURIComponent(region)}`
    catalogue.value = await admin<Catalogue>(`/models${query}`)
    failure.value = undefined
  } catch (thrown) {
    failure.value = thrown
  }
}

/** The filters are part of the address. */
export const filters = computed(() => {
  const { query } = route.value
  return {
    q: query.get('q') ?? '',
    region: query.get('region') ?? undefined,
    provider: query.get('provider') ?? '',
    input: query.get('input') ?? '',
    output: query.get('output') ?? '',
    streams: query.has('streams'),
    ondemand: query.has('ondemand'),
    legacy: query.has('legacy'),
    table: query.get('view') === 'table',
  }
})

export const setFilter = (name: string, value: string | boolean): void =>
  setQuery({ [name]: value === true ? '1' : value === false ? undefined : value })

const texts = new WeakMap<Card, string>()

/** Variants with another context window share their model's name. */
export function nameOf({ id, name }: Card): string {
  const window = /:\d+:([^:]+)$/.exec(id)?.[1]
  return window === undefined ? name : `${name} (${window})`
}

/** Matches any part of its name, id, ARN or provider. */
function textOf(card: Card): string {
  let text = texts.get(card)
  if (text === undefined) {
    const { name, provider, id, arn, profiles } = card
    const own = profiles.flatMap((profile) => [profile.id, profile.arn])
    text = [name, provider, id, arn, ...own].join('\n').toLowerCase()
    texts.set(card, text)
  }
  return text
}

export const matchingCards = computed<readonly Card[]>(() => {
  const { q, provider, input, output, streams, ondemand, legacy } = filters.value
  const words = q.toLowerCase().split(/\s+/)
  return (catalogue.value?.models ?? []).filter(
    (card) =>
      words.every((word) => textOf(card).includes(word)) &&
      (provider === '' || card.provider === provider) &&
      (input === '' || card.input.includes(input)) &&
      (output === '' || card.output.includes(output)) &&
      (!streams || card.streams) &&
      (!ondemand || card.types.includes('ON_DEMAND')) &&
      (!legacy || isOld(card)),
  )
})

export const isOld = ({ status, retired }: Card): boolean => status !== 'ACTIVE' || retired === true

/**
 * What is called to try a model: its profile in this geography, where it takes no calls by its own id; the model that
 * it is a provisioned variant of. Undefined where nothing takes calls in this region.
 */
export function callableId({ id, types, profiles }: Card): string | undefined {
  if (types.includes('ON_DEMAND')) return id
  const own = profiles.find((profile) => !profile.id.startsWith('global.')) ?? profiles[0]
  if (own !== undefined) return own.id
  const base = /^(.+:\d+):[^:]+$/.exec(id)?.[1]
  const card = base === undefined ? undefined : cardOf(base)
  return card && callableId(card)
}

export const needsProfile = (card: Card): boolean => callableId(card) !== card.id

export const isChat = ({ operations }: Card): boolean => operations.includes('Converse')

export const knows = (card: Card, feature: string): boolean => card.features?.[feature] !== false

/** The card of an id, a profile's id or an ARN. */
export function cardOf(sent: string): Card | undefined {
  return catalogue.value?.models.find(
    ({ id, arn, profiles }) =>
      id === sent || arn === sent || profiles.some((one) => one.id === sent || one.arn === sent),
  )
}

// scripts/models contains what AWS lists (ListFoundationModels, ListInferenceProfiles) and its prices, almost as
// received; the server reads compact files generated from it.
//   tsx scripts/sync-models.ts            regenerates the files from scripts/models
//   tsx scripts/sync-models.ts <folder>   first takes newer lists from a folder
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { limitsOf } from './model-limits.ts'

interface Summary {
  modelArn?: string
  modelId: string
  modelName: string
  providerName: string
  inputModalities: string[]
  outputModalities: string[]
  responseStreamingSupported: boolean
  customizationsSupported: string[]
  inferenceTypesSupported: string[]
  modelLifecycle: { status: string }
}

interface Profile {
  inferenceProfileId: string
  inferenceProfileName: string
  description: string
  models: { modelArn: string }[]
}

interface Price {
  usdPer1MTokens: { input: number; output: number; cache_read?: number; cache_write?: number }
}

const SOURCES = fileURLToPath(new URL('models/', import.meta.url))
const ROOT = fileURLToPath(new URL('..', import.meta.url))

const LISTS = {
  listed: 'models.json',
  usWest2: 'models.us-west-2-only.json',
  retired: 'models.retired.json',
} as const
type List = keyof typeof LISTS
const lists = Object.keys(LISTS) as List[]

function read(folder: string, file: string): unknown {
  return JSON.parse(readFileSync(join(folder, file), 'utf8'))
}

function keep(file: string, text: string): void {
  writeFileSync(join(SOURCES, file), `${text}\n`)
}

/** One entry per line, so that a diff shows which entries changed. */
function linesOf(entries: readonly unknown[]): string {
  return `[\n  ${entries.map((entry) => JSON.stringify(entry)).join(',\n  ')}\n]`
}

function recordOf(entries: readonly (readonly [string, unknown])[]): string {
  const lines = entries.map(([key, value]) => `  ${JSON.stringify(key)}: ${JSON.stringify(value)}`)
  return `{\n${lines.join(',\n')}\n}`
}

function modelsText(): string {
  const all = read(SOURCES, 'models.json') as Record<List, Summary[]>
  const row = (summary: Summary): object => ({
    id: summary.modelId,
    name: summary.modelName,
    provider: summary.providerName,
    input: summary.inputModalities,
    output: summary.outputModalities,
    streams: summary.responseStreamingSupported,
    customizations: summary.customizationsSupported,
    types: summary.inferenceTypesSupported,
    status: summary.modelLifecycle.status,
    ...limitsOf(summary.modelId, summary.outputModalities),
  })
  // Models that are listed everywhere are not repeated for one region.
  const everywhere = new Set(all.listed.map(({ modelId }) => modelId))
  all.usWest2 = all.usWest2.filter(({ modelId }) => !everywhere.has(modelId))
  const text = lists.map((list) => `"${list}": ${linesOf(all[list].map(row))}`)
  return `{\n${text.join(',\n')}\n}\n`
}

const REGION = /^arn:aws:bedrock:([^:]*):/
const ROUTED = /^Routes requests to (.+?) (?:in [a-z]+-|globally)/

function profilesText(): string {
  const rows = (read(SOURCES, 'profiles.json') as Profile[]).map((profile) => {
    const id = profile.inferenceProfileId
    const regions = profile.models.map(({ modelArn }) => REGION.exec(modelArn)?.[1] ?? '')
    return {
      id,
      name: profile.inferenceProfileName,
      model: ROUTED.exec(profile.description)?.[1],
      ...(!id.startsWith('global.') && { regions }),
    }
  })
  return `${linesOf(rows)}\n`
}

function pricesText(): string {
  const prices = Object.entries(read(SOURCES, 'prices.json') as Record<string, Price>)
  return `${recordOf(prices.map(([id, { usdPer1MTokens: usd }]) => [id, usd]))}\n`
}

/** The files that this script writes, each with the function that generates it. */
export const generated = {
  'server/models/models.gen.json': modelsText,
  'server/models/profiles.gen.json': profilesText,
  'server/models/prices.gen.json': pricesText,
}

function take(folder: string): void {
  const summaries = (list: List): string => {
    const { modelSummaries } = read(folder, LISTS[list]) as { modelSummaries: Summary[] }
    return `"${list}": ${linesOf(modelSummaries.map((summary) => ({ ...summary, modelArn: undefined })))}`
  }
  keep('models.json', `{\n${lists.map(summaries).join(',\n')}\n}`)
  const profiles = read(folder, 'profiles.json') as { inferenceProfileSummaries: Profile[] }
  const kept = profiles.inferenceProfileSummaries.map(
    ({ inferenceProfileId, inferenceProfileName, description, models }) => ({
      inferenceProfileId,
      inferenceProfileName,
      description,
      models,
    }),
  )
  keep('profiles.json', linesOf(kept))
  const prices = read(folder, 'pricing.json') as { models: Record<string, Price> }
  keep('prices.json', recordOf(Object.entries(prices.models)))
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const folder = process.argv[2]
  if (folder !== undefined) take(folder)
  for (const [file, text] of Object.entries(generated)) {
    writeFileSync(join(ROOT, file), text())
    console.log(`wrote ${file}`)
  }
}

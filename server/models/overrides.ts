import { modelRows } from './entries.ts'
import type { ModelRow } from './entries.ts'

/** What the config says of a model: how it answers, and members of its entry in AWS's own words. */
export interface ModelOverride {
  access?: 'granted' | 'denied' | 'useCaseFormMissing'
  lifecycle?: 'active' | 'legacy' | 'endOfLife'
  onDemand?: boolean
  /** true: never ready. A number: a session's first call finds it loading, which takes so many seconds. */
  notReady?: boolean | number
  /** The regions that have it; all of the catalogue's when left out. */
  regions?: string[]
  /** The family that a model added here belongs to: `claude`, `nova`. */
  family?: string
  /** For ids and ARNs that do not tell their model, such as provisioned and application profile ones. */
  foundation?: string
  modelName?: string
  providerName?: string
  inputModalities?: string[]
  outputModalities?: string[]
  responseStreamingSupported?: boolean
  customizationsSupported?: string[]
  inferenceTypesSupported?: string[]
}

export type ModelOverrides = Readonly<Record<string, ModelOverride>>

/** A model that only the config knows. */
function added(id: string): ModelRow {
  const dot = id.indexOf('.')
  return {
    id,
    name: id.slice(dot + 1),
    provider: id.slice(0, Math.max(dot, 0)),
    input: ['TEXT'],
    output: ['TEXT'],
    streams: true,
    customizations: [],
    types: ['ON_DEMAND'],
    status: 'ACTIVE',
  }
}

function inferenceTypes(types: string[], onDemand: boolean | undefined): string[] {
  if (onDemand === undefined) return types
  const others = types.filter((type) => type !== 'ON_DEMAND')
  if (onDemand) return ['ON_DEMAND', ...others]
  return others.length > 0 ? others : ['INFERENCE_PROFILE']
}

function overridden(row: ModelRow, override: ModelOverride): ModelRow {
  const { lifecycle } = override
  return {
    ...row,
    name: override.modelName ?? row.name,
    provider: override.providerName ?? row.provider,
    input: override.inputModalities ?? row.input,
    output: override.outputModalities ?? row.output,
    streams: override.responseStreamingSupported ?? row.streams,
    customizations: override.customizationsSupported ?? row.customizations,
    types: inferenceTypes(override.inferenceTypesSupported ?? row.types, override.onDemand),
    ...(override.regions && { regions: override.regions }),
    ...(lifecycle && { status: lifecycle === 'active' ? 'ACTIVE' : 'LEGACY' }),
    ...(lifecycle && { retired: lifecycle === 'endOfLife' }),
  }
}

/** The catalogue's models, as the config changes them and with those that it adds. */
export function overriddenRows(overrides: ModelOverrides): ReadonlyMap<string, ModelRow> {
  const rows = new Map(modelRows)
  for (const [id, override] of Object.entries(overrides)) {
    if (override.foundation !== undefined) continue
    rows.set(id, overridden(rows.get(id) ?? added(id), override))
  }
  return rows
}

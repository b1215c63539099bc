import { modelRows } from './entries.ts'
import type { ModelRow } from './entries.ts'

/** A model in the config: its behaviour, and members of its catalogue entry. */
export interface ModelOverride {
  access?: 'granted' | 'denied' | 'useCaseFormMissing'
  lifecycle?: 'active' | 'legacy' | 'endOfLife'
  onDemand?: boolean
  /** true: never ready. A number: the seconds that it loads after a session's first call. */
  notReady?: boolean | number
  /** The regions that have it; those of the catalogue by default. */
  regions?: string[]
  /** The family that a model added here belongs to: `claude`, `nova`. */
  family?: string
  /** The foundation model of an id or ARN that does not contain it, such as a provisioned model. */
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

/** A model that exists only in the config. */
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

/** The catalogue's models with the changes and additions of the config. */
export function overriddenRows(overrides: ModelOverrides): ReadonlyMap<string, ModelRow> {
  const rows = new Map(modelRows)
  for (const [id, override] of Object.entries(overrides)) {
    if (override.foundation !== undefined) continue
    rows.set(id, overridden(rows.get(id) ?? added(id), override))
  }
  return rows
}

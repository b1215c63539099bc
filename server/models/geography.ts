import { bedrockArn } from '../aws/arn.ts'
import rows from './profiles.gen.json' with { type: 'json' }

interface ProfileRow {
  id: string
  name: string
  /** The name of the model in the description. */
  model: string
  /** The regions that a geographic profile routes to; absent for a global one. */
  regions?: string[]
}

/** A member of inferenceProfileSummaries. A type, because an interface cannot be a JsonObject. */
export type ProfileSummary = {
  createdAt: string
  description?: string
  inferenceProfileArn: string
  inferenceProfileId: string
  inferenceProfileName: string
  models: { modelArn: string }[]
  status: 'ACTIVE'
  type: 'SYSTEM_DEFINED' | 'APPLICATION'
  updatedAt: string
}

const systemProfiles: readonly ProfileRow[] = rows

/** Every region that a profile routes to. */
export const everyRegion: readonly string[] = [
  ...new Set(rows.flatMap(({ regions = [] }: ProfileRow) => regions)),
].toSorted()

/** The prefixes of a region's system profiles; the first matching row applies. */
const PREFIXES: readonly (readonly [regions: RegExp, prefixes: readonly string[]])[] = [
  [/^us-gov-/, ['us-gov']],
  [/^(us-iso|eu-iso|cn-|eusc-)/, []],
  [/^(us|mx)-/, ['us', 'global']],
  [/^ca-/, ['ca', 'us', 'global']],
  [/^sa-/, ['sa', 'global']],
  [/^(eu|il)-/, ['eu', 'global']],
  [/^ap-northeast-[13]$/, ['jp', 'apac', 'global']],
  [/^ap-southeast-[246]$/, ['au', 'apac', 'global']],
  [/^(ap|me)-/, ['apac', 'global']],
  [/^/, ['global']],
]

const EVERY = new Set(PREFIXES.flatMap(([, prefixes]) => prefixes))

function prefixesOf(region: string): readonly string[] {
  return PREFIXES.find(([regions]) => regions.test(region))?.[1] ?? []
}

/** Splits `us.amazon.nova-micro-v1:0`; undefined for ids without a geographic prefix. */
export function profileParts(id: string): { prefix: string; foundation: string } | undefined {
  const dot = id.indexOf('.')
  const prefix = id.slice(0, Math.max(dot, 0))
  return EVERY.has(prefix) ? { prefix, foundation: id.slice(dot + 1) } : undefined
}

export function hasPrefix(region: string, prefix: string): boolean {
  return prefixesOf(region).includes(prefix)
}

/** The creation time of system profiles; the real one is unknown. */
const MADE = '2026-01-01T00:00:00Z'

function describe({ model, regions }: ProfileRow): string {
  if (regions === undefined) {
    return `Routes requests to ${model} globally across all supported AWS Regions.`
  }
  return `Routes requests to ${model} in ${regions.slice(0, -1).join(', ')} and ${regions.at(-1)}.`
}

/** A global profile lists its model twice: without a region, and in the caller's region. */
function modelArns({ id, regions }: ProfileRow, region: string): string[] {
  const foundation = id.slice(id.indexOf('.') + 1)
  return (regions ?? ['', region]).map((to) => bedrockArn('foundation-model', foundation, to))
}

/** The system profiles of a region: its geography's and the global ones. */
export function systemProfilesOf(region: string, account: string): ProfileSummary[] {
  const prefixes = prefixesOf(region)
  return systemProfiles
    .filter(({ id }) => prefixes.includes(id.slice(0, id.indexOf('.'))))
    .map((row) => ({
      createdAt: MADE,
      description: describe(row),
      inferenceProfileArn: bedrockArn('inference-profile', row.id, region, account),
      inferenceProfileId: row.id,
      inferenceProfileName: row.name,
      models: modelArns(row, region).map((modelArn) => ({ modelArn })),
      status: 'ACTIVE',
      type: 'SYSTEM_DEFINED',
      updatedAt: MADE,
    }))
}

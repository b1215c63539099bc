import { modelRows } from './entries.ts'
import { familyOf } from './families.ts'
import type { Catalogue } from './models.ts'
import type { Model } from './model.ts'
import type { Session } from '../sessions.ts'

// The OpenAI- and Anthropic-compatible host uses its own model names: without version, date and geography.

export interface MantleModel {
  id: string
  /** Its name on Bedrock Runtime, if that differs. */
  runtime?: string
  /** When it appeared, in seconds since 1970. */
  created: number
}

const APRIL_2026 = 1_777_507_200
const LATE_2025 = 1_764_460_800

const named = (created: number, ...ids: readonly (string | readonly [string, string])[]) =>
  ids.map((id): MantleModel =>
    typeof id === 'string' ? { id, created } : { id: id[0], runtime: id[1], created },
  )

/** As listed in August 2026. Times that were not observed are those of a model of the same age. */
export const mantleModels: readonly MantleModel[] = [
  ...named(
    1_759_276_800,
    ['anthropic.claude-haiku-4-5', 'anthropic.claude-haiku-4-5-20251001-v1:0'],
    ['deepseek.v3.1', 'deepseek.v3-v1:0'],
    'google.gemma-3-4b-it',
    'google.gemma-3-12b-it',
    'google.gemma-3-27b-it',
    'mistral.magistral-small-2509',
    'mistral.voxtral-mini-3b-2507',
    'mistral.voxtral-small-24b-2507',
    'moonshotai.kimi-k2-thinking',
    'nvidia.nemotron-nano-9b-v2',
    'nvidia.nemotron-nano-12b-v2',
    'openai.gpt-oss-safeguard-20b',
    'openai.gpt-oss-safeguard-120b',
    ['qwen.qwen3-32b', 'qwen.qwen3-32b-v1:0'],
    ['qwen.qwen3-235b-a22b-2507', 'qwen.qwen3-235b-a22b-2507-v1:0'],
    ['qwen.qwen3-coder-30b-a3b-instruct', 'qwen.qwen3-coder-30b-a3b-v1:0'],
    ['qwen.qwen3-coder-480b-a35b-instruct', 'qwen.qwen3-coder-480b-a35b-v1:0'],
    ['qwen.qwen3-next-80b-a3b-instruct', 'qwen.qwen3-next-80b-a3b'],
    ['qwen.qwen3-vl-235b-a22b-instruct', 'qwen.qwen3-vl-235b-a22b'],
    'zai.glm-4.6',
  ),
  ...named(
    LATE_2025,
    'deepseek.v3.2',
    'minimax.minimax-m2',
    'minimax.minimax-m2.1',
    'mistral.devstral-2-123b',
    'mistral.ministral-3-3b-instruct',
    'mistral.ministral-3-8b-instruct',
    'mistral.ministral-3-14b-instruct',
    'mistral.mistral-large-3-675b-instruct',
    'moonshotai.kimi-k2.5',
    'nvidia.nemotron-nano-3-30b',
    ['openai.gpt-oss-20b', 'openai.gpt-oss-20b-1:0'],
    ['openai.gpt-oss-120b', 'openai.gpt-oss-120b-1:0'],
    'qwen.qwen3-coder-next',
    'writer.palmyra-vision-7b',
    'zai.glm-4.7',
    'zai.glm-4.7-flash',
  ),
  ...named(
    APRIL_2026,
    'anthropic.claude-opus-4-7',
    'google.gemma-4-26b-a4b',
    'google.gemma-4-31b',
    'google.gemma-4-e2b',
    'minimax.minimax-m2.5',
    'nvidia.nemotron-super-3-120b',
    'openai.gpt-5.4',
    'openai.gpt-5.5',
    'zai.glm-5',
  ),
  ...named(1_778_630_400, 'anthropic.claude-opus-4-8', 'xai.grok-4.3'),
  ...named(1_781_827_200, 'openai.gpt-5.6-sol', 'openai.gpt-5.6-terra'),
  ...named(
    1_782_345_600,
    'anthropic.claude-fable-5',
    'anthropic.claude-opus-5',
    'anthropic.claude-sonnet-5',
    'openai.gpt-5.6-luna',
  ),
]

const byId: ReadonlyMap<string, MantleModel> = new Map(mantleModels.map((row) => [row.id, row]))

/** `openai.gpt-5.4-2026-03-05` */
const DATED = /-20\d\d-\d\d-\d\d$/

/** A model by its name on this host; dated names stand for the same model. */
export function mantleModel(id: string): MantleModel | undefined {
  return byId.get(id) ?? (id.at(-3) === '-' ? byId.get(id.replace(DATED, '')) : undefined)
}

/** Whether Bedrock Runtime does not know the name. */
export function isOnlyOnMantle(id: string): boolean {
  return mantleModel(id) !== undefined && !modelRows.has(id)
}

/** Resolves a name of either host. `sent` stays what was sent. */
export function resolveEither(
  catalogue: Pick<Catalogue, 'resolve'>,
  sent: string,
  region: string,
  session: Session,
): Model {
  const row = mantleModel(sent)
  const id = row?.runtime ?? row?.id ?? sent
  const model = catalogue.resolve(id, region, session)
  if (row === undefined) return model
  if (model.kind !== 'unknown') return id === sent ? model : { ...model, sent }
  const family = familyOf(id)
  return {
    ...model,
    sent,
    resource: id,
    kind: 'foundation',
    foundation: id,
    ...(family && { family }),
  }
}

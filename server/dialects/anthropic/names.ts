/** How Claude's bodies depend on the model. */
export interface Traits {
  /** Anthropic's own name, without provider and Bedrock's version: `claude-3-haiku-20240307`. */
  name: string
  /** 3, 3.5, 4.1 and so on; determines the other members. */
  generation: number
}

// Before Claude 3 Bedrock's ids and Anthropic's names differ.
const OLD: Readonly<Record<string, string>> = {
  'claude-instant-v1': 'claude-instant-1.2',
  'claude-v2': 'claude-2.0',
  'claude-v2:1': 'claude-2.1',
}

const VERSION_SUFFIX = /-v\d+(:\d+)*(:\d+k)?$/
const GENERATION = /^claude-(?:[a-z]+-)?(\d+)(?:[.-](\d{1,2}))?(?![\d])/

const PROVIDER = 'anthropic.'

const known = new Map<string, Traits>()
const MAX_KNOWN = 200

export function traitsOf(model: string): Traits {
  let traits = known.get(model)
  if (traits === undefined) {
    if (known.size >= MAX_KNOWN) known.clear()
    known.set(model, (traits = readTraits(model)))
  }
  return traits
}

/** The ARN of a provisioned model does not contain its Claude version. */
function readTraits(model: string): Traits {
  const at = model.indexOf(PROVIDER)
  const id = at === -1 ? 'claude' : model.slice(at + PROVIDER.length)
  const name = OLD[id] ?? OLD[id.replace(/:\d+k$/, '')] ?? id.replace(VERSION_SUFFIX, '')
  const [, major = '4', minor = '0'] = GENERATION.exec(name) ?? []
  return { name, generation: Number(`${major}.${minor}`) }
}

/** Bedrock validates these bodies with a JSON schema; those of later models reach Anthropic's own validation. */
export const hasSchema = ({ generation }: Traits) => generation < 3.7

/** Bodies since October 2025 begin with the model, except those of the oldest models. */
export const namesModelFirst = ({ name, generation }: Traits) =>
  generation >= 3.7 || name.startsWith('claude-3-5-haiku')

/** Whether cache counts are always present. */
export const alwaysCounts = ({ generation }: Traits) => generation >= 3.7

/** Whether cache writes are counted by TTL. */
export const countsByTtl = ({ generation }: Traits) => generation >= 4.5

/** Whether there are thinking tokens, service tier and stop details. */
export const hasDetails = ({ generation }: Traits) => generation >= 4.8

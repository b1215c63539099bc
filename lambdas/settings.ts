// Settings are read once, when the function starts. A wrong value fails the start with a sentence that names the
// variable; otherwise every call would fail, and none would say why.

interface Range {
  min: number
  max: number
  integer?: boolean
}

export function textSetting(name: string, fallback: string): string {
  const value = process.env[name]?.trim()
  return value === undefined || value === '' ? fallback : value
}

export function numberSetting(name: string, fallback: number, range: Range): number {
  const value = process.env[name]?.trim()
  if (value === undefined || value === '') return fallback
  const number = Number(value)
  const inRange = number >= range.min && number <= range.max
  if (inRange && (range.integer !== true || Number.isInteger(number))) return number
  const kind = range.integer === true ? 'an integer' : 'a number'
  throw new Error(`${name} must be ${kind} from ${range.min} to ${range.max}, not "${value}"`)
}

export function choiceSetting<Choice extends string>(
  name: string,
  fallback: Choice,
  choices: readonly Choice[],
): Choice {
  const value = textSetting(name, fallback)
  const choice = choices.find((one) => one === value)
  if (choice !== undefined) return choice
  throw new Error(`${name} must be one of ${choices.join(', ')}, not "${value}"`)
}

/** A number, except that an empty variable leaves the choice to the model. */
function samplingSetting(name: string, fallback: number | undefined): number | undefined {
  if (!process.env[name]?.trim()) return name in process.env ? undefined : fallback
  return numberSetting(name, 0, { min: 0, max: 1 })
}

export interface InferenceConfig {
  maxTokens: number
  temperature?: number
  topP?: number
}

/** MAX_TOKENS, TEMPERATURE and TOP_P. Some models accept only one of the last two: set the other to an empty string. */
export function inferenceSettings(defaults: InferenceConfig): InferenceConfig {
  const temperature = samplingSetting('TEMPERATURE', defaults.temperature)
  const topP = samplingSetting('TOP_P', defaults.topP)
  const range = { min: 1, max: 1_000_000, integer: true }
  return {
    maxTokens: numberSetting('MAX_TOKENS', defaults.maxTokens, range),
    ...(temperature !== undefined && { temperature }),
    ...(topP !== undefined && { topP }),
  }
}

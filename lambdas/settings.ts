// Settings are read once, when the function starts. A wrong one stops it there, with a sentence that names
// the variable, rather than failing every call in a way that nobody can read.

interface Range {
  least: number
  most: number
  whole?: boolean
}

export function textSetting(name: string, fallback: string): string {
  const value = process.env[name]?.trim()
  return value === undefined || value === '' ? fallback : value
}

export function numberSetting(name: string, fallback: number, range: Range): number {
  const value = process.env[name]?.trim()
  if (value === undefined || value === '') return fallback
  const number = Number(value)
  const fits = number >= range.least && number <= range.most
  if (fits && (range.whole !== true || Number.isInteger(number))) return number
  const kind = range.whole === true ? 'a whole number' : 'a number'
  throw new Error(`${name} takes ${kind} from ${range.least} to ${range.most}, not "${value}"`)
}

/** Like a number, but a variable that is set to nothing leaves the choice to the model. */
function sampling(name: string, fallback: number): number | undefined {
  if (process.env[name]?.trim() === '') return undefined
  return numberSetting(name, fallback, { least: 0, most: 1 })
}

export interface InferenceConfig {
  maxTokens: number
  temperature?: number
  topP?: number
}

/** MAX_TOKENS, TEMPERATURE and TOP_P. Some models take only one of the last two: set the other to nothing. */
export function inferenceSettings(defaults: Required<InferenceConfig>): InferenceConfig {
  const temperature = sampling('TEMPERATURE', defaults.temperature)
  const topP = sampling('TOP_P', defaults.topP)
  const range = { least: 1, most: 1_000_000, whole: true }
  return {
    maxTokens: numberSetting('MAX_TOKENS', defaults.maxTokens, range),
    ...(temperature !== undefined && { temperature }),
    ...(topP !== undefined && { topP }),
  }
}

import { operations } from '../bedrock/operations.ts'
import type { Json, JsonObject } from '../json.ts'
import { isObject } from '../json.ts'
import { given, numberOf, numbersOf, objectOf, stringOf } from '../json-fields.ts'
import type { Usage } from '../neutral/reply.ts'
import type { Use } from './use.ts'

/** Operations that a model answers: others cost nothing and count against no quota. */
const BILLED: ReadonlySet<string> = new Set(
  operations.filter(({ write }) => write !== undefined).map(({ name }) => name),
)

export const isBilled = (operation: string): boolean => BILLED.has(operation)

/** A model call, from an exchange or row of the journal or a line of the log; undefined for anything else. */
export function readUse(value: Json): Use | undefined {
  if (!isObject(value)) return undefined
  const operation = stringOf(value['operation'])
  const status = numberOf(value['status'])
  if (operation === undefined || status === undefined || !isBilled(operation)) return undefined
  const model = stringOf(value['model']) ?? stringOf(objectOf(value['model'])['sent'])
  const at = startOf(value)
  if (model === undefined || at === undefined) return undefined
  return { at, model, status, ...given({ usage: usageOf(value) }) }
}

/** A line of the log is written at the end of its call. */
function startOf({ at, time, ms }: JsonObject): number | undefined {
  if (typeof at === 'number') return at
  const end = Date.parse(stringOf(time) ?? '')
  return Number.isNaN(end) ? undefined : end - (numberOf(ms) ?? 0)
}

function usageOf({ usage, tokens }: JsonObject): Usage | undefined {
  if (isObject(usage)) {
    const { inputTokens, outputTokens, cacheReadInputTokens, cacheWriteInputTokens } = usage
    return {
      inputTokens: numberOf(inputTokens) ?? 0,
      outputTokens: numberOf(outputTokens) ?? 0,
      ...given({
        cacheReadInputTokens: numberOf(cacheReadInputTokens),
        cacheWriteInputTokens: numberOf(cacheWriteInputTokens),
      }),
    }
  }
  const [inputTokens, outputTokens] = numbersOf(tokens)
  if (inputTokens === undefined || outputTokens === undefined) return undefined
  return { inputTokens, outputTokens }
}

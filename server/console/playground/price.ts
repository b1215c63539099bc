import { computed, signal } from '@preact/signals'
import { cardOf, catalogue } from '../models/state.ts'
import { costsMoney } from '../wire/runtime.ts'
import { textOf } from './blocks.ts'
import { columns, parametersOf, running, sentBefore } from './chat.ts'
import { costOf, WAIT_MS } from './cost.ts'
import { limited } from './request.ts'
import { questionNow, requestOf } from './run.ts'

/** A token is about four characters of English text. */
const CHARACTERS = 4

/** The server's estimate for all columns. Undefined until it has arrived. */
const counted = signal<number | undefined>(undefined)

/** What one click would cost at most. Undefined if it is free or a price is not known. */
export const estimate = computed(() => (costsMoney() ? (counted.value ?? guess()) : undefined))

/** An estimate from the length of the texts and the prices of the catalogue. */
function guess(): number | undefined {
  if (catalogue.value === undefined) return undefined
  let sum = 0
  for (const column of columns.value) {
    const { modelId, turns } = column
    const most = Number(limited(parametersOf(column)).maxTokens)
    const price = cardOf(modelId)?.price
    if (price === undefined) return undefined
    const sent =
      sentBefore(turns, [])
        .map(({ content }) => textOf(content))
        .join('').length + textOf(questionNow()).length
    sum += ((sent / CHARACTERS) * price.input + most * price.output) / 1_000_000
  }
  return sum
}

/** An effect: a moment after the last change, has the server count what would be sent. */
export function countSoon(): (() => void) | undefined {
  counted.value = undefined
  if (!costsMoney() || running.value) return undefined
  const requests = requestsNow()
  if (requests.length === 0) return undefined
  const stop = new AbortController()
  const timer = setTimeout(() => void count(requests, stop.signal), WAIT_MS)
  return () => {
    clearTimeout(timer)
    stop.abort()
  }
}

type Request = ReturnType<typeof requestOf>

/** What the columns would send; nothing if there is no question, or if it cannot be sent. */
function requestsNow(): Request[] {
  const question = questionNow()
  if (question.length === 0) return []
  try {
    return columns.value.map((column) => requestOf(column, question))
  } catch {
    return []
  }
}

async function count(requests: readonly Request[], aborted: AbortSignal): Promise<void> {
  try {
    const costs = await Promise.all(requests.map((request) => costOf(request, aborted)))
    if (!aborted.aborted) counted.value = sumOf(costs)
  } catch {
    // The estimate stays.
  }
}

const sumOf = (costs: readonly (number | undefined)[]): number | undefined =>
  costs.reduce<number | undefined>(
    (sum, cost) => (sum === undefined || cost === undefined ? undefined : sum + cost),
    0,
  )

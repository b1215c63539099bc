import { CALLS, QUOTA, SEQUENCES, STRIKES } from './files.ts'
import { sessionOf } from './calls.ts'
import type { Outcome } from './calls.ts'
import type { Way } from './ways.ts'

/** The problems, one sentence each. */
export async function judge(
  way: Way,
  outcomes: readonly Outcome[],
  passed: number,
  calm: boolean,
): Promise<{ wrong: string[]; verified: string }> {
  const wrong: string[] = []
  if (passed !== QUOTA) wrong.push(`the quota let ${passed} calls pass`)
  const twice = doubled(outcomes)
  if (twice > 0) wrong.push(`${twice} answers were given twice`)
  const torn = outOfOrder(outcomes)
  if (torn > 0) wrong.push(`${torn} answers came to a client after later ones`)
  const verified = await verify(way)
  if (!calm) {
    // The journal reports what it lacks; HAProxy's other server has its own journal.
    if (!way.bySession && verified.lost === 0) wrong.push('the journal does not say what was lost')
    return { wrong, verified: verified.text }
  }
  const strikes = outcomes.filter(({ status }) => status === 408).length
  if (strikes !== STRIKES * SEQUENCES) wrong.push(`faults struck ${strikes} times`)
  const answers = outcomes.filter(({ status }) => status === 200).length
  if (answers !== CALLS - STRIKES * SEQUENCES) wrong.push(`${answers} calls were answered`)
  const missing = gaps(outcomes)
  if (missing > 0) wrong.push(`${missing} answers of sequences were skipped`)
  if (!verified.ok) wrong.push('verify finds another number of calls')
  return { wrong, verified: verified.text }
}

const placeOf = ({ text = '' }: Outcome) => Number(text.split('.')[1])
const answered = (outcomes: readonly Outcome[]) => outcomes.filter(({ status }) => status === 200)

/** A server that takes over the sessions of another one restarts its sequences. */
const sourceOf = ({ sequence, server = '' }: Outcome) => `${server} ${sequence}`

function doubled(outcomes: readonly Outcome[]): number {
  const all = answered(outcomes)
  return all.length - new Set(all.map((one) => `${sourceOf(one)} ${placeOf(one)}`)).size
}

function outOfOrder(outcomes: readonly Outcome[]): number {
  const last = new Map<string, number>()
  let count = 0
  for (const one of answered(outcomes)) {
    const key = `${one.client} ${sourceOf(one)}`
    if (placeOf(one) < (last.get(key) ?? -1)) count++
    last.set(key, placeOf(one))
  }
  return count
}

function gaps(outcomes: readonly Outcome[]): number {
  let count = 0
  for (let sequence = 0; sequence < SEQUENCES; sequence++) {
    const places = answered(outcomes.filter((one) => one.sequence === sequence)).map(placeOf)
    count += Math.max(-1, ...places) + 1 - places.length
  }
  return count
}

/** Asks the journal for the number of calls, per session if each has its own. */
async function verify({ urls: [url], bySession }: Way) {
  const names = bySession
    ? Array.from({ length: SEQUENCES }, (_, at) => sessionOf(at))
    : [undefined]
  const expected = CALLS / names.length
  const model = 'amazon.nova-micro-v1:0'
  const all = await Promise.all(
    names.map(async (name) => {
      const query = name === undefined ? '' : `?session=${name}`
      const answer = await fetch(`${url}/_admin/journal/verify${query}`, {
        method: 'POST',
        body: JSON.stringify({ model, times: expected }),
      })
      const body = (await answer.json()) as { ok?: boolean; count?: number; detail?: string }
      return { status: answer.status, ...body }
    }),
  )
  const ok = all.every((one) => one.ok === true)
  const lost = all.filter(({ status }) => status === 503).length
  const count = all.reduce((sum, one) => sum + (one.count ?? 0), 0)
  const text = lost > 0 ? (all.find(({ detail }) => detail)?.detail ?? '') : `${count} calls`
  return { ok, lost, text }
}

import { BURST, CALLS, LIMITED, MODEL, SEQUENCES } from './files.ts'
import type { Way } from './ways.ts'

const CLIENTS = 50
/** A call that takes longer hangs. */
const PATIENCE_MS = 60_000

/** The outcome of a call. */
export interface Outcome {
  client: number
  sequence: number
  /** 0 for an interrupted call. */
  status: number
  text?: string
  /** The server behind the balancer. */
  server?: string
}

/** 50 clients make calls one after another, to any server, and in the middle something fails. */
export async function askAll(way: Way, calm: boolean): Promise<Outcome[]> {
  const outcomes: Outcome[] = []
  const troubles: Promise<void>[] = []
  let sent = 0
  const client = async (own: number) => {
    while (sent < CALLS) {
      const at = sent++
      const trouble = way.troubles[at / (CALLS / 4) - 1]
      if (!calm && trouble !== undefined) troubles.push(trouble())
      const sequence = at % SEQUENCES
      const outcome = await ask(way, at, sequence, `sequence ${sequence}`, MODEL)
      outcomes.push({ client: own, ...outcome })
    }
  }
  await Promise.all(Array.from({ length: CLIENTS }, (_, own) => client(own)))
  await Promise.all(troubles)
  return outcomes
}

/** Makes more calls at once than the quota of a model allows. */
export async function overdraw(way: Way): Promise<number> {
  const calls = Array.from({ length: BURST }, (_, at) => ask(way, at, 0, 'sequence none', LIMITED))
  return (await Promise.all(calls)).filter(({ status }) => status !== 429).length
}

async function ask(
  { urls, bySession }: Way,
  at: number,
  sequence: number,
  text: string,
  model: string,
): Promise<Omit<Outcome, 'client'>> {
  try {
    const answer = await fetch(`${urls[at % urls.length]}/model/${model}/converse`, {
      method: 'POST',
      headers: bySession ? { 'x-bedrock-local-session': sessionOf(sequence) } : {},
      body: JSON.stringify({ messages: [{ role: 'user', content: [{ text }] }] }),
      signal: AbortSignal.timeout(PATIENCE_MS),
    })
    const read = (await answer.json()) as { output?: { message: { content: { text: string }[] } } }
    const firstText = read.output?.message.content[0]?.text
    const server = answer.headers.get('x-bedrock-local-server') ?? undefined
    return {
      sequence,
      status: answer.status,
      ...(firstText !== undefined && { text: firstText }),
      ...(server !== undefined && { server }),
    }
  } catch (thrown) {
    if (thrown instanceof Error && thrown.name === 'TimeoutError') throw thrown
    return { sequence, status: 0 }
  }
}

export const sessionOf = (sequence: number): string => `load-${sequence}`

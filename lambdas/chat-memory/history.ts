import { BadRequest, isRecord } from '../event.ts'

export interface Turn {
  user: string
  assistant: string
}

/** What a conversation remembers: its last turns word for word, and a summary of everything before them. */
export interface History {
  summary: string
  turns: Turn[]
}

export const EMPTY: History = { summary: '', turns: [] }

const MAX_TEXT = 20_000

/** A history that the caller kept. It is untrusted input, so everything is validated. */
export function readHistory(value: unknown, maxTurns: number): History {
  if (value === undefined || value === null) return EMPTY
  if (!isRecord(value)) throw new BadRequest('"history" must be an object')
  const { summary = '', turns = [] } = value
  if (typeof summary !== 'string' || summary.length > MAX_TEXT) {
    throw new BadRequest('"history.summary" must be a string')
  }
  if (!Array.isArray(turns) || turns.length > maxTurns) {
    throw new BadRequest(`"history.turns" must be a list of at most ${maxTurns} turns`)
  }
  return { summary, turns: turns.map((turn: unknown) => readTurn(turn)) }
}

function readTurn(turn: unknown): Turn {
  const { user, assistant } = isRecord(turn) ? turn : {}
  if (isText(user) && isText(assistant)) return { user, assistant }
  throw new BadRequest('Each turn of "history" needs the texts "user" and "assistant"')
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && value.length <= MAX_TEXT
}

/** Splits off the older half of the turns once there are too many, so that not every call needs a new summary. */
export function overflow(turns: Turn[], maxTurns: number): { old: Turn[]; recent: Turn[] } {
  const excess = turns.length > maxTurns ? turns.length - Math.ceil(maxTurns / 2) : 0
  return { old: turns.slice(0, excess), recent: turns.slice(excess) }
}

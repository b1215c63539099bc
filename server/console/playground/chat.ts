import { computed, signal } from '@preact/signals'
import type { Row } from '../../journal/row.ts'
import { rows } from '../live/calls.ts'
import { route } from '../route.ts'
import { keepInTab, keptInTab, remember, remembered } from '../storage.ts'
import { sendable } from './blocks.ts'
import type { Answer, Block } from './blocks.ts'
import { apiOf } from './apis/index.ts'
import { converse } from './apis/converse.ts'
import type { Api } from './apis/api.ts'
import { NO_PARAMETERS } from './request.ts'
import type { Message } from './converse-body.ts'
import type { Parameters } from './request.ts'
import { NO_GUARDRAIL } from './guardrail.ts'
import type { GuardrailChoice } from './guardrail.ts'
import { NO_TOOLS } from './tools.ts'
import type { Tools } from './tools.ts'

/** One question and its answer. */
export interface Turn {
  id: number
  /** Of a user: text, files, or results of tools. */
  question: readonly Block[]
  answer: Answer
  state: 'running' | 'done' | 'stopped' | 'failed'
  /** AWS's type and message. */
  error?: string
  /** The request id, which names the call in Live. */
  requestId?: string
  source?: string
  fixture?: string
  /** The time measured in this browser. */
  firstMs?: number
  totalMs?: number
  /** When each event arrived, for the timeline. */
  atMs?: readonly number[]
}

/** One model and the conversation with it. */
export interface Column {
  id: number
  modelId: string
  /** Undefined if the common toggle decides. */
  stream?: boolean
  /** Undefined if it has the common ones. */
  parameters?: Parameters
  turns: readonly Turn[]
}

export const MAX_COLUMNS = 3
const DEFAULT_MODEL = 'amazon.nova-micro-v1:0'

let ids = 0
export const nextId = (): number => ids++

export const columns = signal<readonly Column[]>([])
export const system = signal('')
export const prompt = signal('')
export const streams = signal(true)
export const api = signal<Api>(converse)
export const parameters = signal<Parameters>(NO_PARAMETERS)
export const tools = signal<Tools>(NO_TOOLS)
export const guardrail = signal<GuardrailChoice>(NO_GUARDRAIL)
/** Members that came with a call from Live and have no field here. */
export const extra = signal<Readonly<Record<string, unknown>>>({})
export const files = signal<readonly Block[]>([])
/** The maximised column. */
export const widened = signal<number | undefined>(undefined)

export const parametersOf = (column: Pick<Column, 'parameters'>): Parameters =>
  column.parameters ?? parameters.value

export const running = computed(() =>
  columns.value.some(({ turns }) => turns.at(-1)?.state === 'running'),
)

/** The server's measurements, by request id. */
export const served = computed<ReadonlyMap<string, Row>>(
  () => new Map(rows.value.map((row) => [row.id, row])),
)

export const lastModel = (): string => remembered('model') ?? DEFAULT_MODEL

/** Shows these models, and keeps the conversations with those already shown. */
export function setModels(models: readonly string[]): void {
  const before = columns.value
  const taken = new Set<number>()
  columns.value = models.slice(0, MAX_COLUMNS).map((modelId) => {
    const kept = before.find((column) => column.modelId === modelId && !taken.has(column.id))
    if (kept === undefined) return { id: nextId(), modelId, turns: [] }
    taken.add(kept.id)
    return kept
  })
}

export function changeColumn(id: number, change: (column: Column) => Column): void {
  columns.value = columns.value.map((column) => (column.id === id ? change(column) : column))
}

export function changeTurn(columnId: number, turnId: number, change: (turn: Turn) => Turn): void {
  changeColumn(columnId, (column) => ({
    ...column,
    turns: column.turns.map((turn) => (turn.id === turnId ? change(turn) : turn)),
  }))
}

export function rememberModel(modelId: string): void {
  remember('model', modelId)
}

/** The history sent with a question: turns with complete answers. */
function historyOf(turns: readonly Turn[]): Message[] {
  return turns
    .filter(({ state }) => state === 'done')
    .map(({ question, answer }) => [sendable(question), sendable(answer.blocks)] as const)
    .filter(([question, answer]) => question.length > 0 && answer.length > 0)
    .flatMap(([question, answer]) => [
      { role: 'user' as const, content: question },
      { role: 'assistant' as const, content: answer },
    ])
}

/** Whether each question is sent without the earlier turns. */
export const single = computed(() => route.value.query.get('tab') === 'single')

const isResult = (question: readonly Block[]): boolean =>
  question.some(({ toolResult }) => toolResult !== undefined)

/** The history for a question. A tool result is useless without its call. */
export function sentBefore(turns: readonly Turn[], question: readonly Block[]) {
  if (!single.value) return historyOf(turns)
  if (!isResult(question)) return []
  return historyOf(turns.slice(turns.findLastIndex((turn) => !isResult(turn.question))))
}

const KEY = 'playground'
const MAX_KEPT = 2_000_000

interface Kept {
  columns: readonly Column[]
  system: string
  parameters: Parameters
  // Some are absent in data stored by an earlier version of the page.
  tools?: Tools
  guardrail?: GuardrailChoice
  extra: Readonly<Record<string, unknown>>
  streams: boolean
  /** Its operation. */
  api?: string
}

/** Stores the conversation in this tab, without its media. */
export function keepConversation(): void {
  const kept: Kept = {
    columns: columns.value,
    system: system.value,
    parameters: parameters.value,
    tools: tools.value,
    guardrail: guardrail.value,
    extra: extra.value,
    streams: streams.value,
    api: api.value.operation,
  }
  const text = JSON.stringify(kept, (key, value: unknown) =>
    key === 'bytes' && typeof value === 'string' ? '' : value,
  )
  keepInTab(KEY, text.length > MAX_KEPT ? undefined : text)
}

let taken = false

/** The stored conversation, once per load of the page: later, what the signals hold is newer. */
export function takeConversation(): void {
  const text = taken ? undefined : keptInTab(KEY)
  taken = true
  if (text === undefined) return
  try {
    const kept = JSON.parse(text) as Kept
    columns.value = kept.columns.map((column) => ({
      ...column,
      id: nextId(),
      turns: column.turns.map((turn) => ({
        ...turn,
        id: nextId(),
        state: turn.state === 'running' ? 'stopped' : turn.state,
      })),
    }))
    system.value = kept.system
    parameters.value = kept.parameters
    tools.value = kept.tools ?? NO_TOOLS
    guardrail.value = kept.guardrail ?? NO_GUARDRAIL
    extra.value = kept.extra
    streams.value = kept.streams
    api.value = apiOf(kept.api ?? '') ?? converse
  } catch {
    keepInTab(KEY, undefined)
  }
}

export function clearConversation(): void {
  columns.value = columns.value.map((column) => ({ ...column, turns: [] }))
  extra.value = {}
  keepInTab(KEY, undefined)
}

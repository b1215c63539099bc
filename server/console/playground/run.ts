import { headersOf } from '../code/call.ts'
import type { NativeHeaders } from '../code/call.ts'
import { readFrames } from '../wire/frames.ts'
import type { Frame } from '../wire/frames.ts'
import { received } from '../wire/received.ts'
import { costsMoney, errorEvent, errorIn, requestId, send } from '../wire/runtime.ts'
import { sentenceOf } from '../wire/admin.ts'
import { readDataEvents } from '../wire/sse.ts'
import type { Api } from './apis/api.ts'
import { isLost } from './blocks.ts'
import type { Answer, Block } from './blocks.ts'
import {
  api,
  changeColumn,
  changeTurn,
  columns,
  extra,
  files,
  guardrail,
  keepConversation,
  nextId,
  parametersOf,
  prompt,
  sentBefore,
  streams,
  system,
  tools,
} from './chat.ts'
import type { Column, Turn } from './chat.ts'
import { bodyOf, limited } from './request.ts'
import type { ConverseBody } from './converse-body.ts'

const stops = new Map<number, AbortController>()

const streamsIn = (column: Column): boolean => column.stream ?? streams.value

export const operationIn = (column: Column): string =>
  `${api.value.operation}${streamsIn(column) ? 'Stream' : ''}`

/** The request of a column for a question. Throws an Error that names what cannot be sent. */
export function requestOf(column: Column, question: readonly Block[]) {
  const { modelId } = column
  const streamed = streamsIn(column)
  const parameters = parametersOf(column)
  const body = bodyOf(
    {
      system: system.value,
      messages: [...sentBefore(column.turns, question), { role: 'user', content: question }],
      parameters: costsMoney() ? limited(parameters) : parameters,
      tools: tools.value,
      guardrail: guardrail.value,
      extra: extra.value,
    },
    streamed,
  )
  const { path } = api.value
  return {
    api: api.value,
    operation: operationIn(column),
    modelId,
    body: api.value.bodyOf(body, modelId, streamed),
    ...(path !== undefined && {
      door: { path, mantle: false },
      headers: guardrailHeaders(api.value, body),
    }),
  }
}

/** APIs other than Converse name the guardrail outside the body. */
function guardrailHeaders(
  { label, takesGuardrail }: Api,
  { guardrailConfig }: ConverseBody,
): NativeHeaders {
  if (guardrailConfig === undefined) return {}
  if (!takesGuardrail) throw new Error(`${label} does not support guardrails.`)
  const { guardrailIdentifier, guardrailVersion } = guardrailConfig
  return { guardrailIdentifier, guardrailVersion }
}

export function questionNow(): readonly Block[] {
  const text = prompt.value.trim() === '' ? [] : [{ text: prompt.value }]
  return [...text, ...files.value]
}

/** Asks all columns at once. Throws an Error that names what cannot be sent; then nothing is. */
export function run(): void {
  const question = questionNow()
  if (question.length === 0) return
  const requests = columns.value.map((column) => ({
    column,
    request: requestOf(column, question),
  }))
  prompt.value = ''
  files.value = []
  for (const { column, request } of requests) void ask(column, question, request)
}

/** A request, and how to send it. */
export interface Ready {
  request: ReturnType<typeof requestOf>
  send(): void
}

/** For one column: a question, or the results of tools. Throws like `run`. */
export function askIn(column: Column, question: readonly Block[]): Ready {
  const request = requestOf(column, question)
  return { request, send: () => void ask(column, question, request) }
}

/** Sends again from a turn on; later turns are dropped. Throws like `run`. */
export function askAgain(column: Column, turn: Turn, question = turn.question): Ready {
  if (question.some(isLost)) throw new Error('The files of this question were not kept.')
  const before = column.turns.slice(0, column.turns.indexOf(turn))
  const { request, send: sendNow } = askIn({ ...column, turns: before }, question)
  return {
    request,
    send() {
      changeColumn(column.id, (one) => ({ ...one, turns: before }))
      sendNow()
    },
  }
}

export function stop(columnId?: number): void {
  for (const [id, controller] of stops)
    if (columnId === undefined || id === columnId) controller.abort()
}

async function ask(
  column: Column,
  question: readonly Block[],
  request: ReturnType<typeof requestOf>,
): Promise<void> {
  const turn: Turn = { id: nextId(), question, answer: { blocks: [] }, state: 'running' }
  changeColumn(column.id, (one) => ({ ...one, turns: [...one.turns, turn] }))
  const controller = new AbortController()
  stops.get(column.id)?.abort()
  stops.set(column.id, controller)
  const change = (changes: Partial<Turn>) =>
    changeTurn(column.id, turn.id, (one) => ({ ...one, ...changes }))
  const startedAt = performance.now()
  try {
    await receive(request, controller.signal, startedAt, change)
  } catch (thrown) {
    if (controller.signal.aborted) change({ state: 'stopped' })
    else change({ state: 'failed', error: sentenceOf(thrown) })
  } finally {
    change({ totalMs: performance.now() - startedAt })
    if (stops.get(column.id) === controller) stops.delete(column.id)
    keepConversation()
  }
}

async function receive(
  { api: via, operation, modelId, body, door, headers = {} }: ReturnType<typeof requestOf>,
  aborted: AbortSignal,
  startedAt: number,
  change: (changes: Partial<Turn>) => void,
): Promise<void> {
  const named = headersOf({ headers }).map(([, name, value]) => [name, value] as const)
  const response = await send(
    {
      operation,
      modelId,
      body: JSON.stringify(body),
      ...(door !== undefined && { path: door.path }),
      headers: { ...Object.fromEntries(named), ...via.headers },
    },
    aborted,
  )
  const fixture = response.headers.get('x-bedrock-local-fixture')
  change({
    requestId: requestId(response),
    source: response.headers.get('x-bedrock-local-source') ?? 'unknown',
    ...(fixture !== null && { fixture: decodeURIComponent(fixture) }),
  })
  if (!response.ok) {
    change({ state: 'failed', error: errorIn(response, await received(response.text())) })
    return
  }
  if (operation === via.operation || response.body === null) {
    const text = await received(response.text())
    const ms = performance.now() - startedAt
    change({ answer: via.answerOf(JSON.parse(text)), state: 'done', firstMs: ms })
    return
  }
  const events = door === undefined ? readFrames(response.body) : readDataEvents(response.body)
  await receiveStream(events, via.reader(), startedAt, change)
}

/** However fast events arrive, they are shown once per frame. */
async function receiveStream(
  events: AsyncIterable<Frame>,
  read: ReturnType<Api['reader']>,
  startedAt: number,
  change: (changes: Partial<Turn>) => void,
): Promise<void> {
  let answer: Answer = { blocks: [] }
  let firstMs: number | undefined
  const atMs: number[] = []
  let frame: number | undefined
  const show = () => {
    frame = undefined
    change({ answer, atMs: atMs.slice(), ...(firstMs !== undefined && { firstMs }) })
  }
  try {
    for await (const { kind, type, payload } of events) {
      const now = performance.now() - startedAt
      if (kind !== 'event') {
        change({ state: 'failed', error: errorEvent(type, payload) })
        return
      }
      atMs.push(now)
      answer = read(type, payload)
      if (answer.blocks.some((block) => block.text !== '')) firstMs ??= now
      frame ??= requestAnimationFrame(show)
    }
    change({ state: 'done' })
  } finally {
    if (frame !== undefined) cancelAnimationFrame(frame)
    show()
  }
}

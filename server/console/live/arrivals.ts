import { batch, signal } from '@preact/signals'
import type { Row } from '../../journal/row.ts'
import { noteChanges } from '../changes.ts'
import { readServer } from '../server-state.ts'
import { admin, tokenWanted } from '../wire/admin.ts'
import { follow } from '../wire/follow.ts'
import type { ServerEvent } from '../wire/sse.ts'
import { add, begun, beyond, dropped, failure, forget, loaded, MAX_ROWS, rows } from './calls.ts'
import type { Begun } from './calls.ts'

/** The maximum number per page of the journal: about 200 KB. */
const PAGE = 300
/** The number of characters parsed per frame; the rest waits for the next. */
const MAX_PARSED = 256 * 1024

/** While it is paused, new calls wait. */
export const paused = signal(false)
export const waiting = signal(0)

interface Page {
  rows: Row[]
  dropped: number
  next?: string
}

/** Events as received, and their content. */
const unread: ServerEvent[] = []
const ended: Row[] = []
const started: Begun[] = []
const firstBytes = new Map<string, number>()
const changes = new Set<string>()
let frame: number | undefined

/** Follows the calls of the server; new ones are shown once per frame. */
export function followCalls(): void {
  follow({
    opened: async () => {
      await Promise.all([readServer(), catchUp()])
    },
    event(event) {
      unread.push(event)
      plan()
    },
  })
}

/** The part of the journal that the page lacks: newest first, as much as the page keeps. */
export async function catchUp(): Promise<void> {
  try {
    const last = rows.value.at(-1)?.id
    const after = last === undefined ? '' : `&after=${encodeURIComponent(last)}`
    let before = ''
    for (let read = 0; read < MAX_ROWS; read += PAGE) {
      const page = await admin<Page>(`/journal?view=row&limit=${PAGE}${after}${before}`)
      failure.value = undefined
      dropped.value = page.dropped
      if (read === 0) begun.value = []
      if (paused.peek()) ended.push(...page.rows)
      else add(page.rows)
      loaded.value = true
      if (page.next === undefined) return
      before = `&before=${encodeURIComponent(page.next)}`
      await nextFrame()
    }
    beyond.value = true
  } catch (thrown) {
    if (!tokenWanted.value) failure.value = thrown
    loaded.value = true
    throw thrown
  }
}

/** The journal was cleared: calls that are not in it cannot be opened any more. */
async function readAgain(): Promise<void> {
  forget()
  await catchUp()
}

/** Hidden tabs draw no frames. */
function atNextFrame(run: () => void): number {
  return document.hidden ? (setTimeout(run, 250) as unknown as number) : requestAnimationFrame(run)
}

const nextFrame = () => new Promise<void>((resolve) => void atNextFrame(resolve))

function plan(): void {
  frame ??= atNextFrame(() => {
    frame = undefined
    batch(flush)
  })
}

export function flush(): void {
  readSome()
  if (unread.length > 0) plan()
  if (changes.size > 0) tellChanges()
  // The list keeps no more, and a page may be paused for days.
  if (ended.length > MAX_ROWS) {
    ended.splice(0, ended.length - MAX_ROWS)
    beyond.value = true
  }
  if (started.length > MAX_ROWS) started.splice(0, started.length - MAX_ROWS)
  if (paused.value) waiting.value = ended.length
  else show()
}

/** Parses as much as fits into a frame. */
function readSome(): void {
  let read = 0
  let size = 0
  for (const { type, data } of unread) {
    size += data.length
    if (size > MAX_PARSED && read > 0) break
    take(type, JSON.parse(data))
    read++
  }
  unread.splice(0, read)
}

function take(type: string, data: unknown): void {
  if (type === 'exchange') ended.push(data as Row)
  else if (type === 'begun') started.push(data as Begun)
  else if (type === 'first') {
    const { id, firstByteMs } = data as { id: string; firstByteMs: number }
    firstBytes.set(id, firstByteMs)
  } else if (type === 'changed') changes.add((data as { what: string }).what)
  else if (type === 'dropped') dropped.value = (data as { dropped: number }).dropped
}

function show(): void {
  waiting.value = 0
  const gone = new Set(ended.map(({ id }) => id))
  if (started.length > 0 || begun.value.some(({ id }) => gone.has(id) || firstBytes.has(id))) {
    const known = new Set(rows.value.map(({ id }) => id))
    begun.value = [...begun.value, ...started.splice(0)]
      .filter(({ id }) => !gone.has(id) && !known.has(id))
      .map((call) => {
        const firstByteMs = firstBytes.get(call.id)
        return firstByteMs === undefined ? call : { ...call, firstByteMs }
      })
  }
  firstBytes.clear()
  if (ended.length > 0) add(ended.splice(0))
}

function tellChanges(): void {
  noteChanges(changes)
  const cleared = changes.has('journal')
  changes.clear()
  // If these fail, the connection state shows it.
  void readServer().catch(() => {})
  if (cleared) void readAgain().catch(() => {})
}

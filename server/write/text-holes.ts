import { freshIds } from '../bedrock/ids.ts'
import type { Call } from '../bedrock/types.ts'
import type { Made, MadeFrames, Wire } from '../bedrock/wire.ts'
import type { Ids } from '../dialects/dialect.ts'
import { keepSpare, spare } from './spares.ts'

/** An id that is generated for each call, and its placeholder. */
export interface Hole {
  mark: string
  make: Parameters<Ids>
}

/**
 * A placeholder for the time of the call, in seconds, that is unlikely to occur by chance. Its last digits are zeros: a
 * larger number stands for a time that is as much later than the call.
 */
export const NOW_MARK = (70_000_000 + Math.floor(performance.timeOrigin % 1e7)) * 1e5

const NOW = String(NOW_MARK).slice(0, 8)
const TIME = `${NOW}\\d{5}`

/** Whether parts of the response may be replaced, because it has no lengths or checksums. */
export const isText = ({ body }: Wire): boolean =>
  body.kind === 'bytes' || (body.kind === 'frames' && body.framing?.isText === true)

/** The response with the ids and the time of each call. */
export function withTextHoles(wire: Wire, holes: readonly Hole[]): (call: Call) => Wire {
  const { body } = wire
  const marks = holes.map(({ mark }) => mark)
  const pattern = patternOf(marks)
  const times = timesIn(wire)
  const marksAndTimes = [...marks, ...times]
  const laterBy = times.map((time) => Number(time) - NOW_MARK)
  const valuesFor = (call: Call): string[] => {
    const now = Math.floor(call.receivedAt / 1000)
    const values: string[] = []
    for (const { make } of holes) values.push(freshIds(...make))
    for (const by of laterBy) values.push(String(now + by))
    return values
  }
  if (body.kind === 'bytes') {
    const pieces = body.bytes.toString().split(pattern)
    const places = pieces.map((piece) => marksAndTimes.indexOf(piece))
    const form: TextForm = { pieces, places, length: -1 }
    return (call) => ({ ...wire, body: new FilledText(form, valuesFor(call)) })
  }
  if (body.kind !== 'frames') return () => wire
  let form: Form | undefined
  return (call) => {
    const values = valuesFor(call)
    form ??= formOf(body.frames, pattern, marksAndTimes, values)
    return { ...wire, body: new FilledFrames(body, form, values) }
  }
}

/** A text with gaps. */
interface TextForm {
  pieces: readonly string[]
  /** The number of the placeholder for a piece; -1 for text. */
  places: readonly number[]
  /** In bytes. Ids and times have the same length in each call; -1 before the first. */
  length: number
}

/** A body with the ids of a call. */
class FilledText implements Made {
  readonly kind = 'bytes'
  readonly form: TextForm
  readonly ids: readonly string[]

  constructor(form: TextForm, values: string[]) {
    this.form = form
    this.ids = values
    if (form.length < 0) form.length = Buffer.byteLength(this.text)
  }

  get made(): Made {
    return this
  }

  get length(): number {
    return this.form.length
  }

  get text(): string {
    const { pieces, places } = this.form
    let text = ''
    for (let at = 0; at < pieces.length; at++) {
      const place = places[at] ?? -1
      text += (place < 0 ? pieces[at] : this.ids[place]) ?? ''
    }
    return text
  }

  get bytes(): Buffer {
    return Buffer.from(this.text)
  }
}

type Frames = Extract<Wire['body'], { kind: 'frames' }>

/** The frames of a call. */
class FilledFrames implements Frames, MadeFrames {
  readonly kind = 'frames'
  readonly atMs: number[]
  readonly framing: Frames['framing']
  readonly form: Form
  readonly ids: readonly string[]

  constructor({ atMs, framing }: Frames, form: Form, values: string[]) {
    this.atMs = atMs
    this.framing = framing
    this.form = form
    this.ids = values
  }

  get made(): MadeFrames {
    return this
  }

  get length(): number {
    return this.form.bytes.length
  }

  get count(): number {
    return this.form.ends.length
  }

  bytes(): Buffer {
    return filled(Buffer.from(this.form.bytes), this.form, this.ids)
  }

  lend(): Buffer {
    return filled(spare(this.form) ?? Buffer.from(this.form.bytes), this.form, this.ids)
  }

  giveBack(bytes: Buffer): void {
    keepSpare(this.form, bytes)
  }

  get frames(): Buffer[] {
    const bytes = this.bytes()
    let start = 0
    return this.form.ends.map((end) => bytes.subarray(start, (start = end)))
  }
}

function filled(bytes: Buffer, { places, texts }: Form, values: readonly string[]): Buffer {
  const parts = texts.map((text) => {
    let filling = ''
    for (const part of text) filling += typeof part === 'string' ? part : (values[part] ?? '')
    return Buffer.from(filling)
  })
  for (const { at, text } of places) bytes.set(parts[text] ?? NOTHING, at)
  return bytes
}

const NOTHING = Buffer.alloc(0)

/** Bytes with gaps; ids and times have the same length in each call. */
interface Form {
  bytes: Buffer
  /** The content of the gaps: numbers of placeholders, and the text between them. Most frames have the same. */
  texts: (string | number)[][]
  places: { at: number; text: number }[]
  /** Where each frame ends. */
  ends: number[]
}

function formOf(
  frames: readonly Buffer[],
  pattern: RegExp,
  marks: readonly string[],
  values: readonly string[],
): Form {
  const pieces: Buffer[] = []
  const places: Form['places'] = []
  const ends: number[] = []
  const texts = new Map<string, { at: number; text: (string | number)[] }>()
  let at = 0
  const take = (text: string) => {
    const bytes = Buffer.from(text)
    pieces.push(bytes)
    at += bytes.length
  }
  for (const frame of frames) {
    const parts = frame.toString().split(pattern)
    const between = parts.slice(1, -1).map((part) => {
      const hole = marks.indexOf(part)
      return hole === -1 ? part : hole
    })
    take(parts[0] ?? '')
    if (between.length > 0) {
      const key = JSON.stringify(between)
      let known = texts.get(key)
      if (known === undefined) texts.set(key, (known = { at: texts.size, text: between }))
      places.push({ at, text: known.at })
      take(between.map((part) => (typeof part === 'string' ? part : values[part])).join(''))
      take(parts.at(-1) ?? '')
    }
    ends.push(at)
  }
  return {
    bytes: Buffer.concat(pieces),
    texts: [...texts.values()].map(({ text }) => text),
    places,
    ends,
  }
}

const patternOf = (marks: readonly string[]) => new RegExp(`(${[...marks, TIME].join('|')})`)

/** The times of an answer, which are few. */
function timesIn({ body }: Wire): string[] {
  const all = body.kind === 'bytes' ? [body.bytes] : body.kind === 'frames' ? body.frames : []
  const pattern = new RegExp(TIME, 'g')
  return [...new Set(all.flatMap((bytes) => bytes.toString('latin1').match(pattern) ?? []))]
}

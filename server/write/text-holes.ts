import { freshIds } from '../bedrock/ids.ts'
import type { Call } from '../bedrock/types.ts'
import type { Made, MadeFrames, Wire } from '../bedrock/wire.ts'
import type { Ids } from '../dialects/dialect.ts'
import type { Framing } from '../framing/framing.ts'
import { copies } from './copies.ts'
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
  const ids = holes.map(({ mark }) => mark)
  const times = timesIn(wire)
  const marks: Marks = {
    pattern: patternOf(ids),
    all: [...ids, ...times],
    laterBy: times.map((time) => Number(time) - NOW_MARK),
  }
  const idsOfCall = () => holes.map(({ make }) => freshIds(...make))
  if (body.kind === 'bytes') {
    const form = textForm(body.bytes.toString(), marks)
    return (call) => ({ ...wire, body: new FilledText(form, idsOfCall(), secondOf(call)) })
  }
  if (body.kind !== 'frames') return () => wire
  let form: Form | undefined
  return (call) => {
    const made = idsOfCall()
    const second = secondOf(call)
    form ??= formOf(body, marks, (hole) => valueOf(hole, made, second, marks.laterBy))
    return { ...wire, body: new FilledFrames(form, made, second) }
  }
}

/** The placeholders of a response: first its ids, then its times. */
interface Marks {
  pattern: RegExp
  all: readonly string[]
  /** How many seconds after the call each of the times is. */
  laterBy: readonly number[]
}

const secondOf = ({ receivedAt }: Call): number => Math.floor(receivedAt / 1000)

/** A call's value for a placeholder. */
function valueOf(
  hole: number,
  ids: readonly string[],
  second: number,
  laterBy: readonly number[],
): string {
  return ids[hole] ?? String(second + (laterBy[hole - ids.length] ?? 0))
}

/** A text with gaps. */
interface TextForm {
  pieces: readonly string[]
  /** The number of the placeholder for a piece; -1 for text. */
  places: readonly number[]
  laterBy: readonly number[]
  /** In bytes. Ids and times have the same length in each call; -1 before the first. */
  length: number
}

function textForm(text: string, { pattern, all, laterBy }: Marks): TextForm {
  const pieces = text.split(pattern)
  return { pieces, places: pieces.map((piece) => all.indexOf(piece)), laterBy, length: -1 }
}

// Filled-in values are kept with the journal: the fewer members, the less garbage to collect.

/** A body with the ids of a call. */
class FilledText implements Made {
  readonly form: TextForm
  readonly ids: readonly string[]
  readonly #second: number

  constructor(form: TextForm, ids: readonly string[], second: number) {
    this.form = form
    this.ids = ids
    this.#second = second
    if (form.length < 0) form.length = Buffer.byteLength(this.text)
  }

  get kind(): 'bytes' {
    return 'bytes'
  }

  get made(): Made {
    return this
  }

  get length(): number {
    return this.form.length
  }

  get text(): string {
    const { pieces, places, laterBy } = this.form
    let text = ''
    for (let at = 0; at < pieces.length; at++) {
      const place = places[at] ?? -1
      text += (place < 0 ? pieces[at] : valueOf(place, this.ids, this.#second, laterBy)) ?? ''
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
  readonly form: Form
  readonly ids: readonly string[]
  readonly #second: number

  constructor(form: Form, ids: readonly string[], second: number) {
    this.form = form
    this.ids = ids
    this.#second = second
  }

  get kind(): 'frames' {
    return 'frames'
  }

  get atMs(): number[] {
    return this.form.atMs
  }

  get framing(): Framing | undefined {
    return this.form.framing
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
    return this.#fill(Buffer.from(this.form.bytes))
  }

  lend(): Buffer {
    return this.#fill(spare(this.form) ?? Buffer.from(this.form.bytes))
  }

  giveBack(bytes: Buffer): void {
    keepSpare(this.form, bytes)
  }

  get frames(): Buffer[] {
    const bytes = this.bytes()
    let start = 0
    return this.form.ends.map((end) => bytes.subarray(start, (start = end)))
  }

  #fill(bytes: Buffer): Buffer {
    const { gaps, laterBy } = this.form
    for (const { hole, first, others } of gaps) {
      const length = bytes.write(valueOf(hole, this.ids, this.#second, laterBy), first, 'latin1')
      copies(bytes, first, length, others)
    }
    return bytes
  }
}

/** Bytes with gaps; ids and times have the same length in each call. */
interface Form {
  bytes: Buffer
  gaps: readonly Gap[]
  laterBy: readonly number[]
  /** Where each frame ends. */
  ends: readonly number[]
  atMs: number[]
  framing: Framing | undefined
}

/** Where a placeholder was. */
interface Gap {
  hole: number
  first: number
  others: Int32Array
}

function formOf(
  { frames, atMs, framing }: Frames,
  { pattern, all, laterBy }: Marks,
  value: (hole: number) => string,
): Form {
  const pieces: Buffer[] = []
  const ends: number[] = []
  const places = new Map<number, number[]>()
  let at = 0
  for (const frame of frames) {
    for (const part of frame.toString().split(pattern)) {
      const hole = all.indexOf(part)
      if (hole !== -1) places.set(hole, [...(places.get(hole) ?? []), at])
      const bytes = Buffer.from(hole === -1 ? part : value(hole))
      pieces.push(bytes)
      at += bytes.length
    }
    ends.push(at)
  }
  const gaps = [...places].map(([hole, [first = 0, ...others]]) => ({
    hole,
    first,
    others: Int32Array.from(others),
  }))
  return { bytes: Buffer.concat(pieces), gaps, laterBy, ends, atMs, framing }
}

const patternOf = (marks: readonly string[]) => new RegExp(`(${[...marks, TIME].join('|')})`)

/** The times of an answer, which are few. */
function timesIn({ body }: Wire): string[] {
  const all = body.kind === 'bytes' ? [body.bytes] : body.kind === 'frames' ? body.frames : []
  const pattern = new RegExp(TIME, 'g')
  return [...new Set(all.flatMap((bytes) => bytes.toString('latin1').match(pattern) ?? []))]
}

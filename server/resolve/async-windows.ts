import type { Question, Verdict } from '../guardrails/verdict.ts'
import { chain } from '../maybe-async.ts'

/** AWS judges an asynchronous stream one text unit at a time. */
export const WINDOW = 1_000

export interface Windows {
  /** One verdict of each guardrail for every window up to the first that is blocked. */
  output: Verdict[]
  blockedBy: Verdict | undefined
  /** How many characters the client has received when a window is blocked. */
  sent: number
}

type Judged = readonly Verdict[]

/** Judges texts window by window, however the stream is chunked. */
export function inWindows(
  question: Question,
  judge: (question: Question) => Judged | Promise<Judged>,
): Windows | Promise<Windows> {
  return proceed(windowsOf(question.texts), { output: [], blockedBy: undefined, sent: 0 })

  function proceed(windows: readonly string[][], so: Windows): Windows | Promise<Windows> {
    const [window, ...rest] = windows
    if (window === undefined) return so
    return chain(judge({ ...question, texts: window }), (verdicts) => {
      const next: Windows = {
        output: [...so.output, ...verdicts],
        blockedBy: verdicts.find(({ action }) => action === 'BLOCKED'),
        sent: so.sent + window.reduce((sum, text) => sum + text.length, 0),
      }
      return next.blockedBy === undefined ? proceed(rest, next) : next
    })
  }
}

/** How many of the next `room` characters belong to a window, which never ends inside a surrogate pair. */
export const windowLength = (text: string, room = WINDOW, at = 0): number =>
  /[\uD800-\uDBFF]/.test(text.charAt(at + room - 1)) ? room - 1 : room

/** The parts of the texts that each window holds; at least one window. */
function windowsOf(texts: readonly string[]): string[][] {
  const windows: string[][] = [[]]
  let room = WINDOW
  for (const text of texts) {
    for (let at = 0; at < text.length;) {
      if (room === 0) {
        windows.push([])
        room = WINDOW
      }
      const part = text.slice(at, at + windowLength(text, room, at))
      if (part !== '') windows.at(-1)?.push(part)
      at += part.length
      room = part === '' ? 0 : room - part.length
    }
  }
  return windows
}

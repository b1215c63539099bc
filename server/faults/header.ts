import { errorNames, isErrorName } from '../aws/errors.ts'
import { nearestName } from '../shape/nearest-name.ts'
import { compileFault } from './rule.ts'
import type { FaultRule } from './rule.ts'

// `x-bedrock-local-fault: ThrottlingException;times=2`. Parts are separated by semicolons; the first one is the fault,
// the others are its options: `cut;after=3`, `delay=500`, `guardrail=input`, `ModelStreamErrorException;after=2;message=Sorry`.

export const FAULT_HEADER = 'x-bedrock-local-fault'

type Draft = Record<string, unknown>

/** Replaces a plain `true` with an object. */
function within(draft: Draft, member: string): Draft {
  const held = draft[member]
  if (typeof held === 'object' && held !== null) return held as Draft
  const made: Draft = {}
  draft[member] = made
  return made
}

/** The member that `after` and `in` apply to: the last one before them. */
function broken(draft: Draft): Draft {
  const member = ['error', 'cut', 'reset', 'stall'].find((name) => draft[name] !== undefined)
  if (member === undefined)
    throw new TypeError('after needs an error, cut, reset or stall before it')
  return within(draft, member)
}

const number = (value: string): unknown => (/^\d+(\.\d+)?$/.test(value) ? Number(value) : value)

type Part = (draft: Draft, value: string) => void

const set =
  (member: string): Part =>
  (draft, value) => {
    draft[member] = value === '' ? true : number(value)
  }

const PARTS: Readonly<Record<string, Part>> = {
  cut: set('cut'),
  stall: set('stall'),
  reset: set('reset'),
  refuse: set('refuse'),
  corrupt: set('corrupt'),
  delay: set('delayMs'),
  between: set('betweenMs'),
  byte: set('byteMs'),
  times: set('times'),
  every: set('every'),
  probability: set('probability'),
  after: (draft, value) => (broken(draft)['afterEvents'] = number(value)),
  in: (draft, value) =>
    (within(draft, draft['reset'] === undefined ? 'cut' : 'reset')['inEvent'] = number(value)),
  for: (draft, value) => (within(draft, 'stall')['forMs'] = number(value)),
  guardrail: (draft, value) => (draft['guardrail'] = { [value]: 'blocked' }),
  message: (draft, value) => (within(draft, 'error')['message'] = value),
}

/** Parses a header into a rule; throws if it is invalid. */
export function faultOfHeader(text: string): FaultRule {
  const draft: Draft = {}
  const seen = new Set<string>()
  for (const written of text.split(';')) {
    const part = written.trim()
    if (part === '') continue
    const equals = part.indexOf('=')
    const key = equals === -1 ? part : part.slice(0, equals).trim()
    const value = equals === -1 ? '' : part.slice(equals + 1).trim()
    const member = isErrorName(key) ? 'error' : key
    if (seen.has(member))
      throw new TypeError(
        member === 'error' ? `there is a second error, ${key}` : `${member} is given twice`,
      )
    seen.add(member)
    if (isErrorName(key)) within(draft, 'error')['type'] = key
    else if (Object.hasOwn(PARTS, key)) PARTS[key]?.(draft, value)
    else throw new TypeError(`${JSON.stringify(key.slice(0, 60))} is unknown${hint(key)}`)
  }
  return Object.assign(compileFault(draft, ['fault']), { name: text })
}

function hint(key: string): string {
  const exception = `${key}Exception`
  const near = isErrorName(exception)
    ? exception
    : (nearestName(key, [...Object.keys(PARTS), ...errorNames]) ??
      nearestName(exception, errorNames))
  return near === undefined
    ? `; expected a Bedrock error or one of ${Object.keys(PARTS).join(', ')}`
    : `; did you mean ${near}?`
}

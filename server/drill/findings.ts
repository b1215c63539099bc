import type { DrillCase, DrillFinding, Observation, Trouble } from './types.ts'

interface Check {
  /** Whether the finding applies to the run. */
  found(run: Observation): boolean
  advice(run: Observation): string
}

/** More attempts than AWS advises for any error. */
const MAX_ATTEMPTS = 10
/** From here on, a run that does not end is retrying rather than waiting. */
const RETRYING = 5
const NO_WAIT_MS = 10

const isQuiet = ({ failed, timedOut, admits }: Observation) => !failed && !timedOut && !admits

const CHECKS = {
  hung: {
    found: ({ timedOut, attempts }) => timedOut && attempts < RETRYING,
    advice: ({ ms, attempts, trouble }) =>
      trouble === 'silent' || trouble === 'broken'
        ? `It did not finish within ${seconds(ms)}. Set a timeout: requestTimeout in the JavaScript SDK, read_timeout in boto3, and one between stream events.`
        : `It had not finished after ${plural(attempts, 'attempt')} in ${seconds(ms)}. Fail sooner, or raise --timeout.`,
  },
  'endless retry': {
    found: ({ timedOut, attempts }) => timedOut && attempts >= RETRYING,
    advice: ({ attempts, ms }) =>
      `It was still trying after ${attempts} attempts in ${seconds(ms)}. Limit the number of attempts, then fail.`,
  },
  'too many attempts': {
    found: ({ timedOut, struck }) => !timedOut && struck > MAX_ATTEMPTS,
    advice: ({ struck }) =>
      `It made ${struck} attempts. Stop after ${MAX_ATTEMPTS} at most: during an outage, more only add load and cost time.`,
  },
  'no backoff': {
    found: ({ waitsMs }) => waitsMs.length >= 2 && quantile(waitsMs, 0.75) < NO_WAIT_MS,
    advice: () =>
      'It retried without a pause. Use exponential backoff with jitter, or leave retries to the SDK.',
  },
  'gave up early': {
    found: ({ answered, failed, timedOut }) => !answered && failed && !timedOut,
    advice: ({ attempts }) =>
      `It gave up after ${plural(attempts, 'attempt')}; the next one would have succeeded. Allow at least three attempts, with backoff.`,
  },
  'failed although answered': {
    found: ({ answered, failed, timedOut }) => answered && failed && !timedOut,
    advice: () => 'A later attempt was answered, but the command failed anyway.',
  },
  'error swallowed': {
    found: (run) => !run.answered && isQuiet(run),
    advice: () =>
      'No call was answered, but the command ended as if it had succeeded. Fail, or report what is missing.',
  },
  'retried in vain': {
    found: ({ struck, usual }) => struck > Math.max(1, usual),
    advice: ({ attempts }) =>
      `It made ${attempts} attempts at a call that can never succeed. Retry only throttling, overload, timeouts and lost connections.`,
  },
  'daily quota retried': {
    found: ({ struck, usual }) => struck > Math.max(1, usual),
    advice: ({ attempts }) =>
      `It made ${attempts} attempts, but a daily quota does not recover within seconds. If the message says "per day", use another model or queue the work.`,
  },
  'cut stream accepted': {
    found: (run) => !run.answered && isQuiet(run),
    advice: ({ shown, showsAll }) =>
      `It treated ${shown === undefined ? 'part of the answer' : showsAll ? 'a stream without an end' : `"${clipped(shown)}"`} as the whole answer. A stream is complete only after messageStop: catch errors around the loop, and retry or report that the answer is incomplete.`,
  },
  'empty answer used': {
    found: (run) => !run.askedAgain && isQuiet(run),
    advice: () =>
      'It used an answer without content. Check stopReason first: max_tokens here means that the answer needs more tokens.',
  },
  'stop reason ignored': {
    found: (run) => !run.askedAgain && isQuiet(run),
    advice: () =>
      'It treated an answer that was cut off at max_tokens as complete. Check stopReason: request more tokens, continue, or report that it is incomplete.',
  },
  'first block taken': {
    found: (run) => isQuiet(run) && run.shown !== undefined && !run.showsAll,
    advice: () =>
      'It used the first content block as the answer, but that block was not text. Use the blocks that have text.',
  },
  crashed: {
    found: ({ crashed }) => crashed,
    advice: () =>
      'It crashed on the answer with a programming error. Content may be empty, and its blocks can have any type.',
  },
} as const satisfies Record<string, Check>

type FindingKind = keyof typeof CHECKS

const ALWAYS = ['hung', 'endless retry'] as const

const KINDS: Readonly<Record<Trouble, readonly FindingKind[]>> = {
  passing: ['gave up early', 'failed although answered', 'no backoff', 'error swallowed'],
  lasting: ['too many attempts', 'no backoff', 'error swallowed'],
  daily: ['daily quota retried', 'error swallowed'],
  permanent: ['retried in vain', 'error swallowed'],
  silent: ['error swallowed'],
  broken: ['cut stream accepted'],
  'cut off': ['stop reason ignored'],
  empty: ['empty answer used', 'crashed'],
  blocks: ['first block taken', 'crashed'],
}

/** The findings for a run. */
export function findingsOf(
  run: Observation,
  { hint }: Pick<DrillCase, 'hint'> = {},
): DrillFinding[] {
  return [...ALWAYS, ...KINDS[run.trouble]]
    .filter((kind) => CHECKS[kind].found(run))
    .map((kind) => {
      const advice = CHECKS[kind].advice(run)
      return { kind, advice: hint === undefined ? advice : `${advice} ${hint}` }
    })
}

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
}

const MAX_QUOTED = 60

const clipped = (text: string) =>
  text.length > MAX_QUOTED ? `${text.slice(0, MAX_QUOTED)}...` : text
const seconds = (ms: number) =>
  `${ms < 10_000 ? Number((ms / 1_000).toFixed(1)) : Math.round(ms / 1_000)} s`
const plural = (count: number, noun: string) => `${count} ${noun}${count === 1 ? '' : 's'}`

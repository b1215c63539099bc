import pino from 'pino'
import type { Logger } from 'pino'
import type { Config } from '../settings/settings.ts'
import { writingTogether } from './gathered-lines.ts'
import { displayPath } from '../fixtures/folder.ts'
import { paintWith, useColours } from '../text/colours.ts'
import type { Source, Recorded, Served } from '../bedrock/answer.ts'
import type { Exchange } from './types.ts'
import type { Warnings } from './warnings.ts'

export type { Logger }

export type LogOptions = Pick<Config, 'logLevel' | 'pretty'>

/**
 * Logs JSON lines, or readable ones on a terminal or with `--pretty`. `passedOn`: another process reads and prints
 * them.
 */
export function createLog(
  { logLevel, pretty }: LogOptions,
  warnings?: Warnings,
  passedOn = false,
): Logger {
  const options = { level: logLevel, base: null, timestamp, ...(warnings && keeping(warnings)) }
  if (pretty ?? process.stdout.isTTY) {
    const colours = useColours(process.env, process.stdout.isTTY)
    return pino(options, { write: (line) => process.stdout.write(prettyLine(line, colours)) })
  }
  const stdout = pino.destination({ dest: 1, sync: false, minLength: 0 })
  return pino(options, passedOn ? writingTogether(stdout) : stdout)
}

/** Keeps warnings and errors that the log level lets through. */
function keeping(warnings: Warnings): pino.LoggerOptions {
  return {
    hooks: {
      logMethod(args, method, level) {
        if (level >= WARN) warnings.add(level >= ERROR ? 'error' : 'warn', args)
        method.apply(this, args)
      },
    },
  }
}

// Pino's numbers.
const WARN = 40
const ERROR = 50

let stampedAt = 0
let stamp = ''

/** The timestamp of a line, shared by lines of the same millisecond. */
function timestamp(): string {
  const now = Date.now()
  if (now !== stampedAt) {
    stampedAt = now
    stamp = `,"time":"${new Date(now).toISOString()}"`
  }
  return stamp
}

/** Errors that a fixture or a recording defines are not failures of this server. */
const ON_PURPOSE: ReadonlySet<Source> = new Set<Source>(['fault', 'fixture', 'recording'])

/** One line per call. It contains no prompt and no answer. */
export function logExchange(
  log: Logger,
  exchange: Exchange,
  warnings: readonly string[] = [],
  recorded?: Recorded,
): void {
  const lost = recorded !== undefined && 'why' in recorded ? recorded : undefined
  const level =
    (exchange.status >= 500 && !ON_PURPOSE.has(exchange.source)) || lost?.level === 'error'
      ? 'error'
      : warnings.length > 0 || lost?.level === 'warn'
        ? 'warn'
        : 'info'
  if (!log.isLevelEnabled(level)) return
  log[level](lineOf(exchange, warnings, recorded, lost?.why), 'call')
}

function lineOf(
  exchange: Exchange,
  warnings: readonly string[],
  recorded: Recorded | undefined,
  notRecorded: string | undefined,
): CallLine {
  const { model, fixture, served, fault, usage, error, misses, ended, session } = exchange
  const line: CallLine = { operation: exchange.operation }
  if (model !== undefined) line.model = model.sent
  line.status = exchange.status
  line.source = exchange.source
  if (fixture !== undefined) line.fixture = fixture
  if (served !== undefined) noteServed(line, served)
  if (fault !== undefined) line.fault = fault
  line.ms = Math.round(exchange.totalMs * 10) / 10
  if (usage !== undefined) line.tokens = [usage.inputTokens, usage.outputTokens]
  if (session !== 'default') line.session = session
  if (ended !== 'complete') line.ended = ended
  if (error !== undefined) {
    line.error = error.name
    line.message = error.message
  }
  if (misses?.[0] !== undefined) {
    line.nearest = misses[0].fixture
    line.differs = misses[0].reasons
  }
  if (warnings.length > 0) line.warnings = warnings
  if (notRecorded !== undefined) line.notRecorded = notRecorded
  if (recorded !== undefined && 'file' in recorded) line.recorded = displayPath(recorded.file)
  line.id = exchange.id
  return line
}

/** A call as a line of the readable log. */
export function exchangeLine(exchange: Exchange, colours: boolean): string {
  const time = new Date(exchange.at).toISOString()
  const line = lineOf(exchange, exchange.warnings ?? [], undefined, undefined)
  return prettyLine(JSON.stringify({ ...line, level: 30, time, msg: 'call' }), colours)
}

function noteServed(line: CallLine, { model, firstTextMs, tokensPerSecond }: Served): void {
  line.by = model
  if (firstTextMs !== undefined) line.firstTextMs = firstTextMs
  if (tokensPerSecond !== undefined) line.tokensPerSecond = tokensPerSecond
}

/** The logged fields of a call. */
interface CallLine {
  operation?: string
  model?: string
  status?: number
  source?: string
  fixture?: string
  /** The model of the model server. */
  by?: string
  firstTextMs?: number
  tokensPerSecond?: number
  fault?: string
  ms?: number
  tokens?: [input: number, output: number]
  session?: string
  ended?: string
  error?: string
  message?: string
  nearest?: string
  differs?: readonly string[]
  warnings?: readonly string[]
  notRecorded?: string
  recorded?: string
  id?: string
}

interface Line extends CallLine {
  level: number
  time: string
  msg: string
  err?: { stack?: string; message?: string }
}

/** `812 ms (first text 95 ms, 34.1 tokens/s)` */
function timesOf({ ms = 0, firstTextMs, tokensPerSecond }: Line): string {
  const more = [
    firstTextMs !== undefined && `first text ${firstTextMs} ms`,
    tokensPerSecond !== undefined && `${tokensPerSecond} tokens/s`,
  ].filter(Boolean)
  return more.length === 0 ? `${ms} ms` : `${ms} ms (${more.join(', ')})`
}

/** `12:04:31 ConverseStream amazon.nova-lite-v1:0 200 fixture hello.yaml 12 → 34 tokens 1.2 ms` */
export function prettyLine(json: string, colours: boolean): string {
  const colour = paintWith(colours)
  const line = JSON.parse(json) as Line
  const time = colour('grey', line.time.slice(11, 19))
  if (line.msg !== 'call') {
    const hue = line.level >= 50 ? 'red' : line.level >= 40 ? 'yellow' : undefined
    const text = [line.msg, line.err?.stack ?? line.err?.message]
      .filter((part) => part !== undefined)
      .join(': ')
    return `${time} ${hue === undefined ? text : colour(hue, text)}\n`
  }
  const { status = 0, tokens, session, error, message, nearest, differs = [], warnings = [] } = line
  const parts = [
    time,
    line.operation,
    line.model,
    colour(status < 400 ? 'green' : status < 500 ? 'yellow' : 'red', String(status)),
    line.source,
    line.fixture,
    line.by,
    line.fault,
    line.recorded && `→ ${line.recorded}`,
    tokens && `${tokens[0]} → ${tokens[1]} tokens`,
    colour('grey', timesOf(line)),
    session && `session ${session}`,
    line.ended,
  ]
  const more = [
    error && `${error}: ${message ?? ''}`,
    nearest && error === undefined && `nearest fixture: ${nearest} (${differs.join('; ')})`,
    ...warnings,
    line.notRecorded && `not recorded: ${line.notRecorded}`,
  ]
  const text = parts.filter(Boolean).join(' ')
  return [
    text,
    ...more.filter(Boolean).map((part) => `         ${colour('yellow', String(part))}`),
    '',
  ].join('\n')
}

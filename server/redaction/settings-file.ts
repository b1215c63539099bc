import { load, YAMLException } from 'js-yaml'
import { isObject } from '../json.ts'
import type { FixtureProblem } from '../shape/problem.ts'
import { matchesNothing, ownPattern, userPattern } from './replacement.ts'
import type { Replacement } from './replacement.ts'

/** `fixtures/settings.yaml`: what matching ignores, and what is never written to disk. */
export interface FixtureSettings {
  /** Paths of body members that matching ignores; `*` is any member or element. */
  ignore: readonly (readonly string[])[]
  /** Request headers and query members that matching ignores, by their modelled names. */
  ignoreMembers: ReadonlySet<string>
  normalise: readonly Replacement[]
  redact: readonly Replacement[]
  redactPaths: readonly (readonly string[])[]
}

export const noSettings: FixtureSettings = {
  ignore: [],
  ignoreMembers: new Set(),
  normalise: [],
  redact: [],
  redactPaths: [],
}

const NAMED: Readonly<Record<string, Replacement>> = {
  uuid: ownPattern(/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi, '<uuid>'),
  timestamp: ownPattern(
    /\b\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?/g,
    '<timestamp>',
  ),
  date: ownPattern(/\b\d{4}-\d\d-\d\d\b/g, '<date>'),
  time: ownPattern(/\b\d\d:\d\d(?::\d\d(?:\.\d+)?)?\b/g, '<time>'),
}

const KEYS = ['ignore', 'normalise', 'redact']

/** Parses the settings. Invalid entries are skipped and reported. */
export function parseSettings(
  text: string,
  file: string,
): { settings: FixtureSettings; problems: FixtureProblem[] } {
  const problems: FixtureProblem[] = []
  const report = (message: string, near = '') =>
    problems.push({ severity: 'error', file, ...placeOf(text, near), message })
  if (text.replaceAll(/#.*$/gm, '').trim() === '') return { settings: noSettings, problems }
  let value: unknown
  try {
    value = load(text)
  } catch (thrown) {
    const mark = thrown instanceof YAMLException ? thrown.mark : undefined
    const message = thrown instanceof YAMLException ? thrown.reason : String(thrown)
    const place = { line: (mark?.line ?? 0) + 1, column: (mark?.column ?? 0) + 1 }
    problems.push({ severity: 'error', file, ...place, message })
    return { settings: noSettings, problems }
  }
  if (value === undefined || value === null) return { settings: noSettings, problems }
  if (!isObject(value)) {
    report(`the file is not an object; it may have ${KEYS.join(', ')}`)
    return { settings: noSettings, problems }
  }
  for (const key of Object.keys(value)) {
    if (!KEYS.includes(key)) report(`${key} is unknown; expected one of ${KEYS.join(', ')}`, key)
  }
  const ignored = readPaths(value['ignore'], report)
  return {
    settings: {
      ignore: ignored.filter((path) => path[0] !== 'header'),
      ignoreMembers: new Set(
        ignored.flatMap(([first, name]) => (first === 'header' && name ? [name] : [])),
      ),
      normalise: readReplacements('normalise', value['normalise'], NAMED, report),
      redact: readReplacements('redact', value['redact'], {}, report),
      redactPaths: listOf('redact', value['redact'], () => undefined).flatMap((rule) =>
        isObject(rule) && typeof rule['path'] === 'string' ? [splitPath(rule['path'])] : [],
      ),
    },
    problems,
  }
}

type Report = (message: string, near?: string) => void

function readPaths(value: unknown, report: Report): string[][] {
  return listOf('ignore', value, report).flatMap((path) => {
    if (typeof path === 'string' && path.trim() !== '') return [splitPath(path)]
    report(
      `ignore takes paths such as inferenceConfig.temperature, not ${JSON.stringify(path)}`,
      'ignore',
    )
    return []
  })
}

function readReplacements(
  key: string,
  value: unknown,
  named: Readonly<Record<string, Replacement>>,
  report: Report,
): Replacement[] {
  const forms = [
    ...Object.keys(named),
    '{ pattern: ..., as: ... }',
    ...(key === 'redact' ? ['{ path: ... }'] : []),
  ]
  return listOf(key, value, report).flatMap((rule) => {
    if (typeof rule === 'string' && Object.hasOwn(named, rule))
      return [named[rule]].filter((one) => one !== undefined)
    if (key === 'redact' && isObject(rule) && typeof rule['path'] === 'string') return []
    if (!isObject(rule) || typeof rule['pattern'] !== 'string') {
      report(
        `${key} takes ${forms.join(', ')}, not ${JSON.stringify(rule)}`,
        typeof rule === 'string' ? rule : key,
      )
      return []
    }
    const by = rule['as']
    if (by !== undefined && typeof by !== 'string')
      report(`as of ${rule['pattern']} is not a string`, rule['pattern'])
    try {
      if (matchesNothing(rule['pattern'])) {
        report(`the pattern ${rule['pattern']} matches the empty text`, rule['pattern'])
        return []
      }
      const otherwise = key === 'redact' ? '[redacted]' : '<any>'
      return [userPattern(rule['pattern'], typeof by === 'string' ? by : otherwise)]
    } catch (thrown) {
      report(
        `the pattern ${rule['pattern']} cannot be read: ${(thrown as Error).message}`,
        rule['pattern'],
      )
      return []
    }
  })
}

function listOf(key: string, value: unknown, report: Report): unknown[] {
  if (value === undefined || value === null) return []
  if (Array.isArray(value)) return value
  report(`${key} is not a list`, key)
  return []
}

/** `messages[0].content.*.text`, `$.messages.*` and `messages.0` are all valid paths. */
function splitPath(path: string): string[] {
  return path
    .replace(/^\$\.?/, '')
    .replace(
      /\[(\*|\d+|'[^']*'|"[^"]*")\]/g,
      (_, inner: string) => `.${inner.replace(/^['"]|['"]$/g, '')}`,
    )
    .split('.')
    .filter((step) => step !== '')
}

function placeOf(text: string, near: string): { line: number; column: number } {
  const at = near === '' ? 0 : Math.max(0, text.indexOf(near))
  const before = text.slice(0, at)
  return { line: before.split('\n').length, column: at - (before.lastIndexOf('\n') + 1) + 1 }
}

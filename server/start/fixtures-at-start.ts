import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { ConfigError } from '../settings/config.ts'
import type { Logger } from '../journal/log.ts'
import { MODES } from '../settings/modes.ts'
import type { Config } from '../settings/settings.ts'
import { isListed, displayPath } from '../fixtures/folder.ts'
import { sentence } from '../shape/problem.ts'
import type { Store } from '../store/store.ts'

/** The fixture folders, plus the recordings folder if it is outside them. */
export function foldersOf({ fixtures, recordTo, mode }: Config): readonly string[] {
  if (recordTo === undefined) return fixtures
  const inside = fixtures.some((folder) => isListed(resolve(folder), resolve(recordTo)))
  // Record mode creates the folder; the other modes can do without it.
  return inside || (!MODES[mode].writes && !existsSync(recordTo))
    ? fixtures
    : [...fixtures, recordTo]
}

/** Throws if replay would start with missing or broken fixtures: a test must not pass because a fixture was skipped. */
export function refuseUnfit({ mode, allowBroken, fixtures }: Config, store: Store): void {
  if (!MODES[mode].strict || allowBroken) return
  const missing = missingOf(fixtures)
  const broken = store.problems.filter(({ severity }) => severity === 'error')
  if (missing.length === 0 && broken.length === 0) return
  store.close()
  if (missing.length > 0)
    throw new ConfigError(
      `Folder not found: ${missing.join(', ')}. Replay answers from fixtures only; set the folder with --fixtures.`,
    )
  const lines = broken.map((problem) => `  ${sentence(problem)}`)
  throw new ConfigError(
    `The fixtures in ${fixtures.join(', ')} have errors (use --allow-broken to start without them):\n${lines.join('\n')}`,
  )
}

/** Logs the problems in the fixture folders at startup. */
export function reportFixtures(
  { mode, fixtures, recordTo, modelServer }: Config,
  store: Store,
  log: Logger,
): void {
  if (!MODES[mode].readsFixtures) return
  const missing = missingOf(fixtures)
  const insteadOf = ({ length }: readonly string[]): string =>
    length < fixtures.length
      ? 'using the other folders'
      : modelServer === undefined
        ? 'every answer is invented'
        : 'the model server answers every call'
  // Record mode creates its folder.
  if (missing.length > 0 && !MODES[mode].writes)
    log.warn(`Folder not found: ${missing.join(', ')}; ${insteadOf(missing)}.`)
  const created = recordTo === undefined ? [] : [recordTo]
  const skipped = new Set([...missing, ...created].map((folder) => displayPath(resolve(folder))))
  for (const problem of store.problems) {
    if (skipped.has(problem.file)) continue
    log[problem.severity === 'error' ? 'error' : 'warn'](sentence(problem))
  }
}

const missingOf = (folders: readonly string[]): string[] =>
  folders.filter((folder) => !existsSync(folder))

import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { ConfigError } from '../settings/config.ts'
import type { Logger } from '../journal/log.ts'
import { MODES } from '../settings/modes.ts'
import type { Config } from '../settings/settings.ts'
import { isListed, displayPath } from '../fixtures/folder.ts'
import { sentence } from '../shape/problem.ts'
import type { Store } from '../store/store.ts'

/** The folders of fixtures, and the one of recordings where it is none of their sub-folders. */
export function foldersOf({ fixtures, recordTo, mode }: Config): readonly string[] {
  if (recordTo === undefined) return fixtures
  const inside = fixtures.some((folder) => isListed(resolve(folder), resolve(recordTo)))
  // Recording makes it; a replay without it misses nothing.
  return inside || (!MODES[mode].writes && !existsSync(recordTo))
    ? fixtures
    : [...fixtures, recordTo]
}

/** A test must not pass because a fixture was left out: replay starts with whole fixtures or says so. */
export function refuseUnfit({ mode, allowBroken, fixtures }: Config, store: Store): void {
  if (!MODES[mode].strict || allowBroken) return
  const missing = missingOf(fixtures)
  const broken = store.problems.filter(({ severity }) => severity === 'error')
  if (missing.length === 0 && broken.length === 0) return
  store.close()
  if (missing.length > 0)
    throw new ConfigError(
      `There is no folder ${missing.join(', ')}, and replay answers from fixtures alone; --fixtures names another one.`,
    )
  const lines = broken.map((problem) => `  ${sentence(problem)}`)
  throw new ConfigError(
    `The fixtures in ${fixtures.join(', ')} have errors (--allow-broken starts without the broken ones):\n${lines.join('\n')}`,
  )
}

/** What is wrong in the folders at the start; what goes wrong later is told when it happens. */
export function reportFixtures(
  { mode, fixtures, recordTo }: Config,
  store: Store,
  log: Logger,
): void {
  if (!MODES[mode].readsFixtures) return
  const missing = missingOf(fixtures)
  // Recording makes its folder.
  if (missing.length > 0 && !MODES[mode].writes)
    log.warn(
      `There is no folder ${missing.join(', ')}; ${missing.length < fixtures.length ? 'the others answer' : 'every answer is invented'}.`,
    )
  const made = recordTo === undefined ? [] : [recordTo]
  const told = new Set([...missing, ...made].map((folder) => displayPath(resolve(folder))))
  for (const problem of store.problems) {
    if (told.has(problem.file)) continue
    log[problem.severity === 'error' ? 'error' : 'warn'](sentence(problem))
  }
}

const missingOf = (folders: readonly string[]): string[] =>
  folders.filter((folder) => !existsSync(folder))

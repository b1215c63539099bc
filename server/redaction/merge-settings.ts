import { noSettings } from './settings-file.ts'
import type { FixtureSettings } from './settings-file.ts'

/** Merges the settings of several folders. */
export function mergeSettings(all: readonly FixtureSettings[]): FixtureSettings {
  return all.reduce(
    (sum, one) => ({
      ignore: [...sum.ignore, ...one.ignore],
      ignoreMembers: new Set([...sum.ignoreMembers, ...one.ignoreMembers]),
      normalise: [...sum.normalise, ...one.normalise],
      redact: [...sum.redact, ...one.redact],
      redactPaths: [...sum.redactPaths, ...one.redactPaths],
    }),
    noSettings,
  )
}

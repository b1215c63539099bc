import { ConfigError } from './config.ts'
import type { Config, Mode } from './settings.ts'

/** Throws where a server cannot be in that mode. */
export function refuseMode(mode: Mode, { fixtures, recordTo }: Config): void {
  if (!MODES.has(mode)) throw new ConfigError(`mode takes one of ${[...MODES].join(', ')}`)
  if (mode === 'record' && fixtures.length === 0 && recordTo === undefined)
    throw new ConfigError('mode record needs a folder for its recordings: fixtures or recordTo')
}

export const MODES: ReadonlySet<string> = new Set<Mode>(['mock', 'replay', 'record', 'proxy'])

import { ConfigError } from './config.ts'
import type { Config, Mode } from './settings.ts'

/** What sets the modes apart, beyond which sources answer: that is up to resolve/. */
interface ModeTraits {
  /** What is forwarded to the real Bedrock. */
  forwards: 'nothing' | 'reads' | 'everything'
  /** Whether fixtures are consulted. */
  readsFixtures: boolean
  /** Refuses to start with broken or missing fixtures. */
  strict: boolean
  /** Makes a folder for its recordings. */
  writes: boolean
  /** Answers wait only where they are told to. */
  instant: boolean
}

export const MODES: Readonly<Record<Mode, ModeTraits>> = {
  mock: {
    forwards: 'nothing',
    readsFixtures: true,
    strict: false,
    writes: false,
    instant: false,
  },
  replay: {
    forwards: 'nothing',
    readsFixtures: true,
    strict: true,
    writes: false,
    instant: true,
  },
  record: {
    forwards: 'reads',
    readsFixtures: true,
    strict: false,
    writes: true,
    instant: false,
  },
  proxy: {
    forwards: 'everything',
    readsFixtures: false,
    strict: false,
    writes: false,
    instant: false,
  },
}

/** Throws where a server cannot be in that mode. */
export function refuseMode(mode: Mode, { fixtures, recordTo }: Config): void {
  if (!Object.hasOwn(MODES, mode))
    throw new ConfigError(`mode must be one of ${Object.keys(MODES).join(', ')}`)
  if (MODES[mode].writes && fixtures.length === 0 && recordTo === undefined)
    throw new ConfigError(`mode ${mode} needs a folder for its recordings: fixtures or recordTo`)
}

/** The global pace, where there is one: nothing waits in replay unless it is told to. */
export function paceIn({ pace, mode }: Pick<Config, 'pace' | 'mode'>): { pace?: string } {
  if (pace !== undefined) return { pace }
  return MODES[mode].instant ? { pace: 'instant' } : {}
}

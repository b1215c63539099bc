import { ConfigError } from './config.ts'
import type { Config, Mode } from './settings.ts'

/** How the modes differ, apart from their answer sources, which resolve/ decides. */
interface ModeTraits {
  /** Which calls go to the real Bedrock. */
  forwards: 'nothing' | 'reads' | 'everything'
  /** Whether fixtures are consulted. */
  readsFixtures: boolean
  /** Refuses to start with broken or missing fixtures. */
  strict: boolean
  /** Creates a folder for recordings. */
  writes: boolean
  /** Answers are sent at once unless a pace is set. */
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

/** Whether calls may go to the real Bedrock and cost money. */
export const forwardsCalls = (mode: Mode): boolean => MODES[mode].forwards !== 'nothing'

export const isMode = (name: unknown): name is Mode =>
  typeof name === 'string' && Object.hasOwn(MODES, name)

/** Throws if the server cannot run in this mode. */
export function refuseMode(mode: Mode, { fixtures, recordTo }: Config): void {
  if (!isMode(mode)) throw new ConfigError(`mode must be one of ${Object.keys(MODES).join(', ')}`)
  if (MODES[mode].writes && fixtures.length === 0 && recordTo === undefined)
    throw new ConfigError(`mode ${mode} needs a folder for its recordings: fixtures or recordTo`)
}

/** The global pace, if any. Replay is instant by default. */
export function paceIn({ pace, mode }: Pick<Config, 'pace' | 'mode'>): { pace?: string } {
  if (pace !== undefined) return { pace }
  return MODES[mode].instant ? { pace: 'instant' } : {}
}

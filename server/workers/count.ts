import { availableParallelism } from 'node:os'
import { ConfigError } from '../settings/config.ts'
import type { Config } from '../settings/settings.ts'

/** How many processes answer calls. Throws if the other settings need a single one. */
export function workersIn({ workers, modelServer, state }: Config): number {
  const count = workers === 'auto' ? availableParallelism() : Number(workers)
  if (count > 1 && modelServer !== undefined)
    throw new ConfigError(
      'workers must be 1 with a model server: its calls wait in one queue. Leave out --workers or --model-server.',
    )
  if (count > 1 && state !== undefined)
    throw new ConfigError(
      'workers must be 1 with a store that servers share: start one server per core. Leave out --workers or --state.',
    )
  return count
}

import { availableParallelism } from 'node:os'
import { ConfigError } from '../settings/config.ts'
import type { Config } from '../settings/settings.ts'

/** How many processes answer calls. Throws if the other settings need a single one. */
export function workersIn({ workers, modelServer }: Config): number {
  const count = workers === 'auto' ? availableParallelism() : Number(workers)
  if (count > 1 && modelServer !== undefined)
    throw new ConfigError(
      'workers must be 1 with a model server: its calls wait in one queue. Leave out --workers or --model-server.',
    )
  return count
}

import { ConfigError } from '../settings/config.ts'
import type { Config } from '../settings/settings.ts'
import { createCatalogue } from './models.ts'
import type { Catalogue, ModelOverrides } from './models.ts'
import { overridesProblem } from './overrides-check.ts'

/** The catalogue that a server and every command use: AWS's models with the changes of the config. */
export function catalogueOf({ account, models }: Pick<Config, 'account' | 'models'>): Catalogue {
  if (models === undefined) return createCatalogue({ account })
  const problem = overridesProblem(models)
  if (problem !== undefined) throw new ConfigError(problem)
  return createCatalogue({ account, models: models as ModelOverrides })
}

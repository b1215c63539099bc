import { ConfigError } from '../settings/config.ts'
import { didYouMean } from '../shape/nearest-name.ts'
import { drillCases } from './cases.ts'
import type { DrillCase } from './types.ts'

/** The cases that were chosen, all by default. */
export function pickCases({
  only = [],
  skip = [],
}: {
  only?: readonly string[] | undefined
  skip?: readonly string[] | undefined
}): DrillCase[] {
  const names = drillCases.map(({ name }) => name)
  for (const name of [...only, ...skip]) {
    if (!names.includes(name))
      throw new ConfigError(
        `there is no case ${name}${didYouMean(name, names) || `; there are ${names.join(', ')}`}`,
      )
  }
  const picked = drillCases.filter(
    ({ name }) => (only.length === 0 || only.includes(name)) && !skip.includes(name),
  )
  if (picked.length === 0) throw new ConfigError('no cases are left to run')
  return picked
}

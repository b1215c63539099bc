import { emails } from './email.ts'
import { network } from './network.ts'
import { numbers } from './numbers.ts'
import { personal } from './personal.ts'
import type { Finder } from './row.ts'

/** How each of AWS's PII types is found. */
export const finders: Readonly<Record<string, Finder>> = {
  EMAIL: emails,
  ...network,
  ...numbers,
  ...personal,
}

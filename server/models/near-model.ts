import type { Catalogue } from './models.ts'
import { nearestName } from '../shape/nearest-name.ts'

/** `; did you mean amazon.nova-lite-v1:0?`, for a model or profile id with a typo; empty if none is close. */
export function didYouMeanModel(given: string, region: string, catalogue: Catalogue): string {
  const ids = catalogue.rows.map(({ id }) => id)
  const profiles = catalogue.profiles(region).map((profile) => profile.inferenceProfileId)
  const near = nearestName(given, [...ids, ...profiles])
  return near === undefined ? '' : `; did you mean ${near}?`
}

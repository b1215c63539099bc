// Regions become part of ARNs and host names, so only valid region names are accepted.
const REGION =
  /^(?:(?:us|eu|ap|ca|sa|me|af|il|mx|cn)(?:-gov|-iso[a-z]?)?|eusc-de)-(?:north|south|east|west|central|(?:north|south)(?:east|west))-\d{1,2}$/

const SCOPE = /\bCredential=[^/,\s]+\/\d{8}\/([^/,\s]+)\/[^/,\s]+\/aws4_request/

export function isRegion(text: string): boolean {
  return REGION.test(text)
}

/** The region that a request was signed for; a bearer key or no signature has none. */
export function regionOf(authorization: string | undefined): string | undefined {
  const region = authorization === undefined ? undefined : SCOPE.exec(authorization)?.[1]
  return region !== undefined && isRegion(region) ? region : undefined
}

/** The partition whose ARNs the region uses. */
export function partitionOf(region: string): string {
  if (region.startsWith('cn-')) return 'aws-cn'
  if (region.startsWith('us-gov-')) return 'aws-us-gov'
  if (region.startsWith('eusc-')) return 'aws-eusc'
  const isolated = /^[a-z]{2}-iso([a-z]?)-/.exec(region)
  if (isolated === null) return 'aws'
  const [, letter] = isolated
  return letter === '' ? 'aws-iso' : `aws-iso-${letter}`
}

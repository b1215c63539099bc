import type { Plane } from '../bedrock/service.ts'

const DNS_SUFFIX: readonly (readonly [regions: RegExp, plain: string, dual: string])[] = [
  [/^cn-/, 'amazonaws.com.cn', 'api.amazonwebservices.com.cn'],
  [/^eusc-/, 'amazonaws.eu', 'api.amazonwebservices.eu'],
  [/^us-isob-/, 'sc2s.sgov.gov', 'api.aws.scloud'],
  [/^us-iso-/, 'c2s.ic.gov', 'api.aws.ic.gov'],
  [/^/, 'amazonaws.com', 'api.aws'],
]

const NAMES: Readonly<Record<Plane, string>> = {
  runtime: 'bedrock-runtime',
  control: 'bedrock',
  agents: 'bedrock-agent-runtime',
  mantle: 'bedrock-mantle',
}

/** Bedrock's own host for a plane and a region: `https://bedrock-runtime.us-east-1.amazonaws.com`. */
export function bedrockHost(
  plane: Plane,
  region: string,
  { fips = false, dualStack = false }: { fips?: boolean; dualStack?: boolean },
): string {
  const name = `${NAMES[plane]}${fips ? '-fips' : ''}`
  const row = DNS_SUFFIX.find(([regions]) => regions.test(region))
  return `https://${name}.${region}.${row?.[dualStack ? 2 : 1] ?? 'amazonaws.com'}`
}

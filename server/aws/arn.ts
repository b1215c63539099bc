import { partitionOf } from './region.ts'

/** `arn:partition:service:region:account:resource`; region and account may be empty. */
export interface Arn {
  partition: string
  service: string
  region: string
  account: string
  /** The resource up to its first slash: `inference-profile`. Empty without a slash. */
  type: string
  /** The resource after the first slash. */
  id: string
}

// The resource may contain colons: `foundation-model/amazon.nova-micro-v1:0`.
const ARN = /^arn:(aws(?:-[^:]+)?):([a-z0-9-]+):([a-z0-9-]*):(\d{12}|):(?:([^/]+)\/)?(.+)$/

export function isArn(text: string): boolean {
  return text.startsWith('arn:')
}

export function parseArn(text: string): Arn | undefined {
  const [, partition, service, region, account, type, id] = ARN.exec(text) ?? []
  if (partition === undefined || service === undefined || id === undefined) return undefined
  return { partition, service, region: region ?? '', account: account ?? '', type: type ?? '', id }
}

/** The ARN of a Bedrock resource. */
export function bedrockArn(type: string, id: string, region: string, account = ''): string {
  return formatArn({
    partition: partitionOf(region),
    service: 'bedrock',
    region,
    account,
    type,
    id,
  })
}

export function formatArn({ partition, service, region, account, type, id }: Arn): string {
  const resource = type === '' ? id : `${type}/${id}`
  return `arn:${partition}:${service}:${region}:${account}:${resource}`
}

import { partitionOf } from './region.ts'

/** `arn:partition:service:region:account:resource`; region and account are empty where a resource has none. */
export interface Arn {
  partition: string
  service: string
  region: string
  account: string
  /** What comes before the first slash of the resource: `inference-profile`. Empty where there is no slash. */
  type: string
  /** What comes after it. */
  id: string
}

// The resource itself may hold colons: `foundation-model/amazon.nova-micro-v1:0`.
const ARN = /^arn:(aws(?:-[^:]+)?):([a-z0-9-]+):([a-z0-9-]*):(\d{12}|):(?:([^/]+)\/)?(.+)$/

export function isArn(text: string): boolean {
  return text.startsWith('arn:')
}

export function parseArn(text: string): Arn | undefined {
  const [, partition, service, region, account, type, id] = ARN.exec(text) ?? []
  if (partition === undefined || service === undefined || id === undefined) return undefined
  return { partition, service, region: region ?? '', account: account ?? '', type: type ?? '', id }
}

/** The ARN of something of Bedrock's. */
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

import type { Operator } from './operators.ts'

type KeyType = 'text' | 'arn' | 'bool' | 'number' | 'date' | 'ip'

/** The operators for each kind of value; Null works with all of them. */
const FAMILIES: Readonly<Record<KeyType, readonly Operator['family'][]>> = {
  text: ['String'],
  arn: ['Arn', 'String'],
  bool: ['Bool', 'String'],
  number: ['Numeric', 'String'],
  date: ['Date', 'Numeric', 'String'],
  ip: ['IpAddress', 'String'],
}

// prettier-ignore
const KINDS: Readonly<Record<KeyType, readonly string[]>> = {
  text: [
    'aws:CalledVia', 'aws:CalledViaFirst', 'aws:CalledViaLast', 'aws:Ec2InstanceSourceVpc', 'aws:FederatedProvider',
    'aws:PrincipalAccount', 'aws:PrincipalOrgID', 'aws:PrincipalOrgPaths', 'aws:PrincipalServiceName',
    'aws:PrincipalServiceNamesList', 'aws:PrincipalType', 'aws:referer', 'aws:RequestedRegion', 'aws:ResourceAccount',
    'aws:ResourceOrgID', 'aws:ResourceOrgPaths', 'aws:SourceAccount', 'aws:SourceIdentity', 'aws:SourceOrgID',
    'aws:SourceOrgPaths', 'aws:SourceVpc', 'aws:SourceVpce', 'aws:TagKeys', 'aws:UserAgent', 'aws:userid',
    'aws:username', 'aws:VpceAccount', 'aws:VpceOrgID', 'aws:VpceOrgPaths',
    'bedrock:BearerTokenType', 'bedrock:DataRetentionMode', 'bedrock:InlineAgentName', 'bedrock:ServiceTier',
  ],
  arn: [
    'aws:ChatbotSourceArn', 'aws:PrincipalArn', 'aws:SourceArn', 'aws:SourceVpcArn', 'bedrock:GuardrailIdentifier',
    'bedrock:InferenceProfileArn', 'bedrock:ModelArn', 'bedrock:ProjectArn', 'bedrock:PromptRouterArn',
    'bedrock:ThirdPartyKnowledgeBaseCredentialsSecretArn',
  ],
  bool: [
    'aws:AssumedRoot', 'aws:IsMcpServiceAction', 'aws:MultiFactorAuthPresent', 'aws:PrincipalIsAWSService',
    'aws:SecureTransport', 'aws:ViaAWSService',
  ],
  number: ['aws:MultiFactorAuthAge'],
  date: ['aws:CurrentTime', 'aws:EpochTime', 'aws:TokenIssueTime'],
  ip: ['aws:Ec2InstanceSourcePrivateIPv4', 'aws:SourceIp', 'aws:VpcSourceIp'],
}

/** `aws:ResourceTag/team`: the tag key is part of the condition key. */
const TAGS = /^(aws:(principaltag|requesttag|resourcetag)|bedrock:(requesttag|resourcetag))\/.+/

const known: ReadonlyMap<string, KeyType> = new Map(
  (Object.keys(KINDS) as KeyType[]).flatMap((kind) =>
    KINDS[kind].map((key) => [key.toLowerCase(), kind] as const),
  ),
)

/** Why an operator cannot be used with a key; undefined if it can. Keys of other services are not checked. */
export function refusedKey(key: string, family: Operator['family'] | 'Null'): string | undefined {
  const lower = key.toLowerCase()
  if (!/^[a-z0-9-]+:.+/.test(lower)) {
    return 'is not a condition key: keys have a prefix, such as aws: or bedrock:'
  }
  if (!/^(aws|bedrock):/.test(lower)) return undefined
  const kind = TAGS.test(lower) ? 'text' : known.get(lower)
  if (kind === undefined) return 'is not a condition key for Bedrock'
  const families = FAMILIES[kind]
  if (family === 'Null' || families.includes(family)) return undefined
  return `can be used with ${families.join(', ')} and Null operators, not ${family}`
}

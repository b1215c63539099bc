interface Example {
  name: string
  policy: string
}

const written = (...statements: readonly object[]): string =>
  JSON.stringify({ Version: '2012-10-17', Statement: statements }, null, 2)

/** A policy as in many tutorials, and the permissions that the same calls need. */
export const examples: readonly [Example, ...Example[]] = [
  {
    name: 'Tutorial policy',
    policy: written({
      Effect: 'Allow',
      Action: [
        'bedrock:InvokeModel',
        'bedrock:InvokeModelWithResponseStream',
        'bedrock:ListFoundationModels',
      ],
      Resource: '*',
    }),
  },
  {
    name: 'Restricted policy',
    policy: written(
      {
        Sid: 'List',
        Effect: 'Allow',
        Action: 'bedrock:ListFoundationModels',
        Resource: '*',
      },
      {
        Sid: 'OneModel',
        Effect: 'Allow',
        Action: ['bedrock:InvokeModel', 'bedrock:InvokeModelWithResponseStream'],
        Resource: 'arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-micro-v1:0',
      },
    ),
  },
]

/** Those that need a permission for a model or a resource first. */
export const OPERATIONS = [
  'Converse',
  'ConverseStream',
  'InvokeModel',
  'InvokeModelWithResponseStream',
  'InvokeModelWithBidirectionalStream',
  'CountTokens',
  'ApplyGuardrail',
  'StartAsyncInvoke',
  'GetFoundationModel',
  'GetInferenceProfile',
  'ListFoundationModels',
  'ListInferenceProfiles',
  'ListGuardrails',
] as const

/** `key=value` lines as the members of a context; the same key again adds a value. */
export function contextIn(text: string): Record<string, string[]> {
  const context: Record<string, string[]> = {}
  for (const line of text.split('\n')) {
    const at = line.indexOf('=')
    if (at < 1) continue
    const values = (context[line.slice(0, at).trim()] ??= [])
    values.push(line.slice(at + 1).trim())
  }
  return context
}

const ENDPOINTS = [
  'AWS_ENDPOINT_URL',
  'AWS_ENDPOINT_URL_BEDROCK',
  'AWS_ENDPOINT_URL_BEDROCK_RUNTIME',
  'AWS_ENDPOINT_URL_BEDROCK_AGENT_RUNTIME',
  'ANTHROPIC_BEDROCK_MANTLE_BASE_URL',
  'AWS_BEDROCK_BASE_URL',
]

// A profile is read from the home folder, so either both are passed on, or neither.
const CREDENTIALS = [
  'AWS_ACCESS_KEY_ID',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
  'AWS_BEARER_TOKEN_BEDROCK',
  'AWS_PROFILE',
  'AWS_CONFIG_FILE',
  'AWS_SHARED_CREDENTIALS_FILE',
  'HOME',
  'USERPROFILE',
]

/** The variables of a shell that point a function to Bedrock, and those that the user names. */
export function shellVariables(
  env: NodeJS.ProcessEnv,
  names: readonly string[] = [],
): Record<string, string | undefined> {
  const variables: Record<string, string | undefined> = {}
  for (const name of [...names, ...ENDPOINTS])
    if (env[name] !== undefined) variables[name] = env[name]
  const endpoint = endpointIn(env)
  if (endpoint !== undefined) {
    variables['ANTHROPIC_BEDROCK_MANTLE_BASE_URL'] ??= `${endpoint}/anthropic`
    variables['AWS_BEDROCK_BASE_URL'] ??= `${endpoint}/openai/v1`
  }
  // Without an endpoint, calls go to a local server, which needs no real credentials.
  const isElsewhere = ENDPOINTS.some((name) => env[name] !== undefined)
  if (isElsewhere && hasCredentials(env))
    for (const name of CREDENTIALS) variables[name] = env[name]
  return variables
}

/** The endpoint of Bedrock in the environment. */
export const endpointIn = (env: NodeJS.ProcessEnv): string | undefined =>
  env['AWS_ENDPOINT_URL_BEDROCK_RUNTIME'] ?? env['AWS_ENDPOINT_URL']

export function hasCredentials(env: NodeJS.ProcessEnv): boolean {
  return ['AWS_ACCESS_KEY_ID', 'AWS_PROFILE', 'AWS_BEARER_TOKEN_BEDROCK'].some(
    (name) => env[name] !== undefined,
  )
}

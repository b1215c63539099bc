import type { Config } from './settings.ts'

/** The variables that point an SDK at the server. Without a region and credentials, SDKs fail before sending anything. */
export function clientVariables(
  url: string,
  region: string,
  certificateFile?: string,
): Record<string, string> {
  return {
    AWS_ENDPOINT_URL_BEDROCK_RUNTIME: url,
    AWS_ENDPOINT_URL_BEDROCK: url,
    // Rerank belongs to Agents for Bedrock Runtime.
    AWS_ENDPOINT_URL_BEDROCK_AGENT_RUNTIME: url,
    // For LiteLLM and Anthropic's SDK.
    AWS_BEDROCK_RUNTIME_ENDPOINT: url,
    ANTHROPIC_BEDROCK_BASE_URL: url,
    // For the clients of OpenAI and Anthropic that know Bedrock.
    ANTHROPIC_BEDROCK_MANTLE_BASE_URL: `${url}/anthropic`,
    AWS_BEDROCK_BASE_URL: `${url}/openai/v1`,
    AWS_REGION: region,
    // boto3 and the AWS CLI only read this name.
    AWS_DEFAULT_REGION: region,
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    ...(certificateFile !== undefined && {
      // In this order: boto3, the AWS CLI, Go and C++; JavaScript; everything that uses OpenSSL.
      AWS_CA_BUNDLE: certificateFile,
      NODE_EXTRA_CA_CERTS: certificateFile,
      SSL_CERT_FILE: certificateFile,
    }),
  }
}

/**
 * The variables that point the vendors' plain clients here too. Other programs of the same shell may need these for the
 * real services, so they are only printed when asked for.
 */
export function doorVariables(url: string): Record<string, string> {
  return {
    OPENAI_BASE_URL: `${url}/v1`,
    OPENAI_API_KEY: 'local',
    ANTHROPIC_BASE_URL: `${url}/anthropic`,
    ANTHROPIC_API_KEY: 'local',
    // For LiteLLM's models bedrock_mantle/...
    BEDROCK_MANTLE_API_BASE: `${url}/v1`,
    BEDROCK_MANTLE_API_KEY: 'local',
  }
}

/** The URL that clients use, also if the server listens on all addresses. */
export function clientUrl(
  { host, port }: Pick<Config, 'host' | 'port'>,
  protocol: 'http' | 'https' = 'http',
): string {
  const name = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host
  return `${protocol}://${name.includes(':') ? `[${name}]` : name}:${port}`
}

/** Whether the server accepts https as well as http. */
export function wantsTls({
  tls,
  tlsCert,
  tlsKey,
}: Pick<Config, 'tls' | 'tlsCert' | 'tlsKey'>): boolean {
  return tls || tlsCert !== undefined || tlsKey !== undefined
}

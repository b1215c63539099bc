import type { Config } from './settings.ts'

/** What an SDK needs to find the server: without a region and some credentials it fails before it sends anything. */
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
    // What LiteLLM and Anthropic's SDK read instead.
    AWS_BEDROCK_RUNTIME_ENDPOINT: url,
    ANTHROPIC_BEDROCK_BASE_URL: url,
    AWS_REGION: region,
    // boto3 and the AWS CLI know the region under this name only.
    AWS_DEFAULT_REGION: region,
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    ...(certificateFile !== undefined && {
      // boto3, the AWS CLI, Go and C++; JavaScript; OpenSSL and what is built on it.
      AWS_CA_BUNDLE: certificateFile,
      NODE_EXTRA_CA_CERTS: certificateFile,
      SSL_CERT_FILE: certificateFile,
    }),
  }
}

/** Where clients reach a server that listens on every address. */
export function clientUrl(
  { host, port }: Pick<Config, 'host' | 'port'>,
  protocol: 'http' | 'https' = 'http',
): string {
  const name = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host
  return `${protocol}://${name.includes(':') ? `[${name}]` : name}:${port}`
}

/** Whether the server speaks https beside http. */
export function wantsTls({
  tls,
  tlsCert,
  tlsKey,
}: Pick<Config, 'tls' | 'tlsCert' | 'tlsKey'>): boolean {
  return tls || tlsCert !== undefined || tlsKey !== undefined
}

/** How a variable is set, by shell. */
export const envFormats: Readonly<Record<string, (name: string, value: string) => string>> = {
  shell: (name, value) => `export ${name}=${value}`,
  dotenv: (name, value) => `${name}=${value}`,
  // `set "NAME=value"` keeps a space before the next command out of the value.
  cmd: (name, value) => `set "${name}=${value}"`,
  powershell: (name, value) => `$env:${name} = "${value}"`,
}

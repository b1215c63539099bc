import { findFunctions } from '../server/lambda/functions.ts'
import { createRunner } from '../server/lambda/runner.ts'
import type { Runner, RunnerOptions } from '../server/lambda/runner.ts'
import { startMockServer } from './local-server.ts'
import type { LambdaFunction } from '../server/lambda/messages.ts'

export const account = '123456789012'
export const region = process.env['AWS_REGION'] ?? process.env['AWS_DEFAULT_REGION'] ?? 'us-east-1'

export function bundledFunctions(): LambdaFunction[] {
  return findFunctions('bundled', { region, account })
}

interface LocalOptions extends Pick<RunnerOptions, 'onLog' | 'onMetric'> {
  /** For the server that is started where no endpoint is set. */
  serverArgs?: readonly string[]
}

/** A runner whose functions use the endpoint that is set, or else a mock server that is started for them. */
export async function localRunner({
  serverArgs,
  ...listeners
}: LocalOptions): Promise<{ runner: Runner; stop(): void }> {
  const { env } = process
  if (env['AWS_REGION'] === undefined && env['AWS_DEFAULT_REGION'] === undefined) {
    say(`AWS_REGION is not set: using ${region}.`)
  }
  if (!hasCredentials())
    say('No AWS credentials are set: using placeholders, which a local server accepts.')
  const server = endpointSet() === undefined ? await startMockServer(serverArgs) : undefined
  if (server !== undefined)
    say(`No endpoint is set: started bedrock-local in mock mode on ${server.url}`)
  const runner = createRunner({
    region,
    account,
    endpoint: () => server?.url,
    ...listeners,
  })
  return {
    runner,
    stop() {
      runner.close()
      server?.stop()
    },
  }
}

/** The variables of this shell that a function gets: the way to AWS, and the settings in its template. */
export function variablesFor(fn: LambdaFunction): Record<string, string | undefined> {
  const { env } = process
  const names = Object.keys(fn.variables)
  const variables: Record<string, string | undefined> = {}
  for (const name of [...names, ...ENDPOINTS])
    if (env[name] !== undefined) variables[name] = env[name]
  const endpoint = endpointSet()
  if (endpoint !== undefined)
    variables['ANTHROPIC_BEDROCK_MANTLE_BASE_URL'] ??= `${endpoint}/anthropic`
  if (hasCredentials()) for (const name of CREDENTIALS) variables[name] = env[name]
  return variables
}

const endpointSet = (): string | undefined =>
  process.env['AWS_ENDPOINT_URL_BEDROCK_RUNTIME'] ?? process.env['AWS_ENDPOINT_URL']

function hasCredentials(): boolean {
  return ['AWS_ACCESS_KEY_ID', 'AWS_PROFILE', 'AWS_BEARER_TOKEN_BEDROCK'].some(
    (name) => process.env[name] !== undefined,
  )
}

const ENDPOINTS = [
  'AWS_ENDPOINT_URL',
  'AWS_ENDPOINT_URL_BEDROCK',
  'AWS_ENDPOINT_URL_BEDROCK_RUNTIME',
  'ANTHROPIC_BEDROCK_MANTLE_BASE_URL',
]

// A profile is read from the home folder, so both are passed on, or neither.
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

export function say(text: string): void {
  process.stderr.write(`${text}\n`)
}

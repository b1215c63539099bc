import { findFunctions } from '../server/lambda/functions.ts'
import { createRunner } from '../server/lambda/runner.ts'
import type { Runner, RunnerOptions } from '../server/lambda/runner.ts'
import { endpointIn, hasCredentials } from '../server/commands/run/shell-variables.ts'
import { startMockServer } from './local-server.ts'
import type { LambdaFunction } from '../server/lambda/messages.ts'

export const account = '123456789012'
export const region = process.env['AWS_REGION'] ?? process.env['AWS_DEFAULT_REGION'] ?? 'us-east-1'

export function bundledFunctions(): LambdaFunction[] {
  return findFunctions('bundled', { region, account })
}

interface LocalOptions extends Pick<RunnerOptions, 'onLog' | 'onMetric'> {
  /** For the server that is started if no endpoint is set. */
  serverArgs?: readonly string[]
}

/** A runner whose functions use the configured endpoint, or a mock server that is started for them. */
export async function localRunner({
  serverArgs,
  ...listeners
}: LocalOptions): Promise<{ runner: Runner; stop(): void }> {
  const { env } = process
  if (env['AWS_REGION'] === undefined && env['AWS_DEFAULT_REGION'] === undefined) {
    say(`AWS_REGION is not set: using ${region}.`)
  }
  if (!hasCredentials(env))
    say('No AWS credentials are set: using placeholders, which a local server accepts.')
  const server = endpointIn(env) === undefined ? await startMockServer(serverArgs) : undefined
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

export function say(text: string): void {
  process.stderr.write(`${text}\n`)
}

import { BedrockClient } from '@aws-sdk/client-bedrock'
import { BedrockRuntimeClient } from '@aws-sdk/client-bedrock-runtime'
import type { BedrockRuntimeClientConfig } from '@aws-sdk/client-bedrock-runtime'
import { afterAll, beforeAll } from 'vitest'
import { configOf } from '../../server/settings/config.ts'
import type { Given } from '../../server/settings/config.ts'
import { startShared } from '../../server/redis/start-shared.ts'
import { start } from '../../server/start/start.ts'

/** A server on a free port, and AWS's clients with default settings, until the end of the test's scope. */
export async function startServer(given: Given = {}, env: NodeJS.ProcessEnv = {}) {
  const config = configOf({
    port: 0,
    logLevel: 'silent',
    fixtures: [],
    watch: false,
    lambdas: 'none',
    ...given,
  })
  const running = await (config.state === undefined ? start : startShared)(config, env)
  const clients: { destroy(): void }[] = []
  const keep = <T extends { destroy(): void }>(client: T): T => {
    clients.push(client)
    return client
  }
  const clientConfig = {
    endpoint: running.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  }
  return {
    ...running,
    runtime: keep(new BedrockRuntimeClient(clientConfig)),
    control: keep(new BedrockClient(clientConfig)),
    /** Another client of the same server: `maxAttempts`, another region or key, the HTTP/1.1 handler. */
    client: (more: BedrockRuntimeClientConfig = {}) =>
      keep(new BedrockRuntimeClient({ ...clientConfig, ...more })),
    async [Symbol.asyncDispose]() {
      for (const client of clients) client.destroy()
      await running.close()
    },
  }
}

export type Server = Awaited<ReturnType<typeof startServer>>

/** One server for all tests of a file. */
export function sharedServer(given: Given = {}, env: NodeJS.ProcessEnv = {}): Server {
  let server: Server
  beforeAll(async () => {
    server = await startServer(given, env)
  })
  afterAll(() => server[Symbol.asyncDispose]())
  return new Proxy({} as Server, { get: (_, name): unknown => Reflect.get(server, name) })
}

import { once } from 'node:events'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import type { Config } from '../settings/settings.ts'
import { listenError } from '../start/start.ts'

/** The port that all workers will share; a free one for 0. Reports problems before anything has started. */
export async function sharedPort(config: Config): Promise<number> {
  const server = createServer().listen({ port: config.port, host: config.host })
  try {
    await once(server, 'listening')
  } catch (thrown) {
    throw listenError(thrown, config)
  }
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

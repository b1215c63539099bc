import { knowSecret } from '../redaction/redact.ts'
import type { Config } from '../settings/settings.ts'
import { start } from '../start/start.ts'
import type { Running } from '../start/start.ts'
import { readAddress } from './address.ts'
import { openStore } from './store.ts'

/** Starts one of several servers that share a store. */
export async function startShared(
  config: Config,
  env: NodeJS.ProcessEnv = process.env,
): Promise<Running> {
  const { state = '', stateOptional: optional, stateAnyFixtures: anyFixtures } = config
  const address = readAddress(state)
  if (address.password !== undefined) knowSecret(address.password)
  const store = await openStore(address, { optional, anyFixtures })
  try {
    const running = await start(config, env, { is: 'shared', ...store })
    return {
      ...running,
      async close() {
        await running.close()
        await store.close()
      },
    }
  } catch (thrown) {
    await store.close()
    throw thrown
  }
}

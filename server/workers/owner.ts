import { ConfigError } from '../settings/config.ts'
import type { Config } from '../settings/settings.ts'
import { startOwner } from '../start/start.ts'
import type { Running } from '../start/start.ts'
import { messageOf } from '../text/error-message.ts'
import { Gone } from './channel.ts'
import { Crew } from './crew.ts'
import { LocalState } from '../state/local.ts'
import { OwnerState } from './owner-state.ts'
import { sharedPort } from './shared-port.ts'

const EXPIRY_MS = 60_000

/** Starts a server of several processes: this one owns what they share, and the workers answer calls. */
export async function startWorkers(given: Config, count: number): Promise<Running> {
  const port = await sharedPort(given)
  const pretty = given.pretty ?? process.stdout.isTTY
  const config = { ...given, port, pretty }
  let giveUp: ((why: string) => void) | undefined
  const givenUp = new Promise<string>((resolve) => (giveUp = resolve))
  const crew = new Crew(count, (why) => giveUp?.(why))
  const owner = await startOwner(config, process.env, {
    is: 'owner',
    state: (now) => new OwnerState(new LocalState(now)),
    peers: crew,
    followed: (now) => crew.followed(now),
  })
  const expiry = setInterval(() => void crew.expire().catch(() => undefined), EXPIRY_MS).unref()
  const close = async () => {
    clearInterval(expiry)
    await Promise.all([crew.stop(), owner.close()])
  }
  try {
    await crew.start(owner)
  } catch (thrown) {
    await close()
    throw thrown instanceof Gone
      ? new ConfigError('a worker ended before it listened')
      : new ConfigError(messageOf(thrown))
  }
  return { ...owner, givenUp, close }
}

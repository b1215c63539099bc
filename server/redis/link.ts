import { AwsError } from '../aws/errors.ts'
import { messageOf } from '../text/error-message.ts'
import { storeName } from './address.ts'
import type { Address } from './address.ts'
import type { RedisClient } from './client.ts'

/** The store does not answer. It may have counted, so nothing is sent twice. */
export class StoreLost extends AwsError {
  readonly why: string

  constructor(address: Address, why: string) {
    super(
      'ServiceUnavailableException',
      `The store that --state names does not answer (${storeName(address)}: ${why}).`,
    )
    this.why = why
  }
}

/** A reply that says that the server must join the store again. */
export type Outside = 'EMPTIED' | 'EXPIRED'

/** The connection to the store. */
export class Link {
  readonly address: Address
  readonly #client: RedisClient
  /** Called with the reason why a server may not count, before the script runs again. */
  onOutside: (why: Outside) => Promise<void> = async () => {}

  constructor(address: Address, client: RedisClient) {
    this.address = address
    this.#client = client
  }

  /** The key of that name. */
  key(name: string): string {
    return `${this.address.prefix}${name}`
  }

  /** Runs a script. A rejected script has changed nothing, so it runs again after the server has joined. */
  async run(
    script: string,
    keys: readonly string[],
    args: () => readonly string[],
  ): Promise<unknown> {
    const once = () =>
      this.command((client) =>
        client.script(
          script,
          keys.map((key) => this.key(key)),
          args(),
        ),
      )
    try {
      return await once()
    } catch (thrown) {
      const why = outside(thrown)
      if (why === undefined) throw thrown
      await this.onOutside(why)
      return once()
    }
  }

  /** Does something with the client. Throws StoreLost if the store does not answer. */
  async command<T>(run: (client: RedisClient) => Promise<T>): Promise<T> {
    try {
      return await run(this.#client)
    } catch (thrown) {
      if (thrown instanceof StoreLost || outside(thrown) !== undefined) throw thrown
      const why = messageOf(thrown)
      throw new StoreLost(this.address, why.includes('enableOfflineQueue') ? 'not connected' : why)
    }
  }
}

function outside(thrown: unknown): Outside | undefined {
  const [word] = messageOf(thrown).split(' ')
  return word === 'EMPTIED' || word === 'EXPIRED' ? word : undefined
}

import type { Catalogue } from '../models/models.ts'
import { ConfigError } from '../settings/config.ts'
import { isObject } from '../json.ts'
import { bearerNeed } from '../policy/needs.ts'
import { suggestPolicy } from '../policy/suggest.ts'
import type { KeptCall } from '../policy/suggest.ts'
import type { Config } from '../settings/settings.ts'
import { clientUrl } from '../settings/client-env.ts'

interface Wish {
  bearer: boolean
  catalogue: Catalogue
  config: Config
}

/** Reads the journal of the running server and writes a policy to standard output. */
export async function suggest({ bearer, catalogue, config }: Wish): Promise<number> {
  const exchanges = await journal(config)
  const policy = suggestPolicy(exchanges, catalogue, bearer ? [bearerNeed('LONG_TERM')] : [])
  if (Array.isArray(policy['Statement']) && policy['Statement'].length === 0) {
    process.stderr.write('bedrock-local: no call in the journal needs a permission\n')
    return 1
  }
  process.stdout.write(`${JSON.stringify(policy, null, 2)}\n`)
  return 0
}

async function journal(config: Config): Promise<KeptCall[]> {
  const url = `${clientUrl(config)}/_admin/journal`
  const { adminToken } = config
  const headers = adminToken === undefined ? {} : { authorization: `Bearer ${adminToken}` }
  const answer = await fetch(url, { headers }).catch((error: unknown) => {
    throw new ConfigError(`No bedrock-local server at ${url} (set its port with --port)`, {
      cause: error,
    })
  })
  const body: unknown = await answer.json().catch(() => undefined)
  if (!answer.ok || !isObject(body) || !Array.isArray(body['exchanges'])) {
    throw new ConfigError(`${url} did not return a journal (status ${answer.status})`)
  }
  return body['exchanges'] as unknown as KeptCall[]
}

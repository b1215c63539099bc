import { abilities, tryAbility } from '../../model-server/check.ts'
import type { Trial } from '../../model-server/check.ts'
import { chooseModel, embeddersOf, modelNamed } from '../../model-server/choose-model.ts'
import { createClient } from '../../model-server/client.ts'
import { clientError } from '../../model-server/errors.ts'
import { readModelServer } from '../../model-server/options.ts'
import type { ModelServerOptions } from '../../model-server/options.ts'
import { probe } from '../../model-server/probe.ts'
import { print } from '../fixtures/open.ts'
import { ConfigError } from '../../settings/config.ts'
import type { Config } from '../../settings/settings.ts'

interface Flags {
  model: string | undefined
  maxTokens: number
}

/** Tries each ability of a model server and prints the results. Returns 1 if not even text works. */
export async function check(
  flags: Flags,
  [url]: readonly string[],
  config: Config,
): Promise<number> {
  const options = optionsOf(url, config)
  const client = createClient(options)
  try {
    const { base, models } = await probe(options.url, client).catch((thrown: unknown) => {
      throw new ConfigError(
        clientError(thrown, { url: options.url, timeoutMs: options.timeoutMs }).message,
      )
    })
    const trial = trialOf(flags, options, models)
    print(`${base} with ${trial.model}`)
    let hasText = false
    for (const ability of abilities) {
      process.stdout.write(`${ability.name.padEnd(12)} `)
      // oxlint-disable-next-line no-await-in-loop -- a local server has enough with one
      const { verdict, seen } = await tryAbility(ability, { ...trial, client, base })
      print(`${verdict.padEnd(9)} ${seen}`)
      hasText ||= ability.name === 'text' && verdict === 'native'
    }
    return hasText ? 0 : 1
  } finally {
    await client.close()
  }
}

function optionsOf(url: string | undefined, { modelServer }: Config): ModelServerOptions {
  if (modelServer === undefined && url === undefined)
    throw new ConfigError('name the URL of a model server, such as http://localhost:11434')
  const object = typeof modelServer === 'object' ? modelServer : {}
  const given = url ?? (typeof modelServer === 'string' ? modelServer : undefined)
  return readModelServer(given === undefined ? object : { ...object, url: given })
}

function trialOf(
  { model, maxTokens }: Flags,
  { url, models: mapped }: ModelServerOptions,
  offered: readonly string[],
): Pick<Trial, 'model' | 'embedder' | 'maxTokens'> {
  const embedders = embeddersOf(mapped, offered)
  const chats = mapped.map(({ name }) => name).filter((name) => !embedders.includes(name))
  const chosen =
    model ?? chats.at(-1) ?? chooseModel({ url, models: [] }, offered, modelNamed('any'))
  const [embedder = chosen] = embedders
  return { model: chosen, embedder, maxTokens }
}

import { messageOf } from '../text/error-message.ts'
import { askAdmin } from './admin-client.ts'
import { plural, print } from './fixtures/open.ts'
import type { Config } from '../settings/settings.ts'

interface Flags {
  match: string | undefined
  model: string | undefined
  session: string | undefined
  under: string
}

interface Listed {
  id: string
  status: number
  ended: string
  error?: { name: string }
  asked?: { prompt: string }
}

/** Saves the answers of the model server in this session as fixtures. Returns 1 if nothing could be saved. */
export async function freeze(
  { match, model, session, under }: Flags,
  _args: readonly string[],
  config: Config,
): Promise<number> {
  const filter = { source: 'model', prompt: match, model, session }
  const answer = await askAdmin(config, `/journal?${queryOf(filter)}`)
  const { exchanges } = answer as { exchanges: readonly Listed[] }
  if (exchanges.length === 0) {
    print(
      'The model has not answered a call that matches; a server keeps its calls until it stops.',
    )
    return 1
  }
  const files = new Set<string>()
  for (const exchange of exchanges) {
    try {
      // oxlint-disable-next-line no-await-in-loop -- one that cannot be saved does not stop the others
      files.add(await save(exchange, under, config))
    } catch (thrown) {
      print(`${gistOf(exchange)}: not saved: ${messageOf(thrown)}`)
    }
  }
  for (const file of files) print(file)
  print(`${plural(files.size, 'fixture')} from ${plural(exchanges.length, 'answer')} of the model`)
  return files.size === 0 ? 1 : 0
}

/** Saving the same request again replaces its file, so the last answer is kept. */
async function save(
  { id, status, ended, error }: Listed,
  under: string,
  config: Config,
): Promise<string> {
  if (error !== undefined || status >= 400) throw new Error(`it is ${error?.name ?? status}`)
  if (ended !== 'complete') throw new Error(`its answer is incomplete (${ended})`)
  const body = { ids: [id], under }
  const answer = await askAdmin(config, '/journal/save', { method: 'POST', body })
  const { saved } = answer as { saved: readonly { file: string }[] }
  return saved[0]?.file ?? ''
}

const gistOf = ({ id, asked }: Listed): string =>
  asked === undefined || asked.prompt === '' ? id : JSON.stringify(asked.prompt.slice(0, 60))

function queryOf(filter: Readonly<Record<string, string | undefined>>): string {
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(filter))
    if (value !== undefined) query.set(name, value)
  return query.toString()
}

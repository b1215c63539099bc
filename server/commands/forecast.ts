import { forecast } from '../forecast/forecast.ts'
import type { Forecast } from '../forecast/forecast.ts'
import { readText, usesIn } from '../forecast/read-text.ts'
import { forecastText } from '../forecast/text.ts'
import type { Uses } from '../forecast/use.ts'
import type { Json } from '../json.ts'
import { isObject } from '../json.ts'
import { catalogueOf } from '../models/catalogue-of.ts'
import { readQuotas } from '../quotas/config.ts'
import { Session } from '../sessions.ts'
import { ConfigError } from '../settings/config.ts'
import type { Config } from '../settings/settings.ts'
import { readTextFile, whyUnreadable } from '../text/text-file.ts'
import { askAdmin } from './admin-client.ts'

interface Flags {
  json: boolean
  session: string | undefined
}

/** The calls, and notes about them for the reader. */
interface Known {
  uses: Uses
  notes: string[]
}

/** Prints what calls would have cost, and which quotas they would have hit. */
export async function run(
  { json, session }: Flags,
  [file]: readonly string[],
  config: Config,
): Promise<number> {
  const { uses, notes } =
    file === undefined ? await fromServer(config, session) : fromFile(file, session)
  const quotas = await quotasFor(config, file === undefined)
  const catalogue = catalogueOf(config)
  const nobody = new Session('forecast')
  const resolve = (sent: string) => catalogue.resolve(sent, config.region, nobody)
  const result = forecast(uses, resolve, readQuotas(quotas.written))
  const all = [...notes, ...notesOf(result), quotas.note]
  if (json) print(JSON.stringify({ ...result, quotas: quotas.from, notes: all }, null, 2))
  else
    print(
      forecastText(result) +
        all
          .map((note) => `\n${note}`)
          .join('')
          .trimEnd(),
    )
  return 0
}

const PAGE = 1_000

/** The rows of the running server's journal. */
async function fromServer(config: Config, session: string | undefined): Promise<Known> {
  const rows: Json[] = []
  let dropped = 0
  for (let before: string | undefined; ;) {
    const query = new URLSearchParams({
      view: 'row',
      limit: String(PAGE),
      ...(before !== undefined && { before }),
      ...(session !== undefined && { session }),
    })
    const page = await askAdmin(config, `/journal?${query.toString()}`)
    if (!isObject(page) || !Array.isArray(page['rows']))
      throw new ConfigError('The server returned no journal.')
    rows.push(...page['rows'])
    dropped = Number(page['dropped'])
    if (typeof page['next'] !== 'string') break
    before = page['next']
  }
  const notes =
    dropped === 0
      ? []
      : [
          `The journal has dropped its oldest calls (${dropped}), which are not in these figures; start the server with a larger --journal-size, or pass its log to this command.`,
        ]
  return { uses: { kind: 'calls', calls: usesIn(rows) }, notes }
}

function fromFile(file: string, session: string | undefined): Known {
  if (session !== undefined) throw new ConfigError('--session is for the running server.')
  let text: string
  try {
    text = readTextFile(file)
  } catch (error) {
    throw new ConfigError(`${file} cannot be read: ${whyUnreadable(error)}`, { cause: error })
  }
  const uses = readText(text)
  if (uses === undefined)
    throw new ConfigError(
      `${file} is not a journal (/_admin/journal), a JSON log or metrics (/_admin/metrics).`,
    )
  const notes =
    uses.kind === 'calls'
      ? []
      : ['Metrics have no call times, so these are totals, without minutes and throttling.']
  return { uses, notes }
}

/** The quotas of the config, or those of the running server. */
async function quotasFor(config: Config, asksServer: boolean) {
  if (config.quotas !== undefined)
    return { from: 'config', written: config.quotas, note: 'Quotas: from the config.' }
  const settings = asksServer ? await askAdmin(config, '/config') : undefined
  const written = isObject(settings) ? settings['quotas'] : undefined
  if (isObject(written)) return { from: 'server', written, note: 'Quotas: from the server.' }
  return {
    from: 'none',
    written: undefined,
    note: 'Quotas: none are configured. Compare the peaks with the quotas of your account, or add those to `quotas` in the config.',
  }
}

function notesOf({ models }: Forecast): string[] {
  const unpriced = models.filter(({ cost }) => cost === undefined).map(({ model }) => model)
  return unpriced.length === 0 ? [] : [`No price is known for ${unpriced.join(', ')}.`]
}

function print(text: string): void {
  process.stdout.write(`${text}\n`)
}

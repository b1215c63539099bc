import { existsSync } from 'node:fs'
import { createInterface } from 'node:readline/promises'
import { createCredentials, forgetClientEndpoints } from '../aws/credentials.ts'
import type { CredentialSource } from '../aws/credentials.ts'
import { catalogueOf } from '../models/catalogue-of.ts'
import type { Catalogue } from '../models/models.ts'
import { Session } from '../sessions.ts'
import { didYouMeanModel } from '../models/near-model.ts'
import type { Call } from '../bedrock/types.ts'
import { ConfigError } from '../settings/config.ts'
import { createUpstream } from '../resolve/upstream.ts'
import type { Upstream } from '../resolve/upstream.ts'
import type { Config } from '../settings/settings.ts'
import { Disk } from '../store/disk.ts'
import { glob } from '../matching/glob.ts'
import { mergeSettings } from '../redaction/merge-settings.ts'
import { createRecorder } from '../recordings/recorder.ts'
import type { Recording } from '../recordings/recording.ts'
import { storedCall } from '../recordings/stored-call.ts'
import { version } from '../package.ts'
import { askAgain } from '../renewal/ask-again.ts'
import type { RecordedCall } from '../renewal/ask-again.ts'
import { estimateWords } from './record/estimate.ts'
import { summary } from './record/summary.ts'
import { showBar } from './progress-bar.ts'
import { recordingFolder } from '../settings/folders.ts'

interface Flags extends Choice {
  from: readonly string[] | undefined
  yes: boolean
}

export async function run(
  values: Flags,
  _args: readonly string[],
  config: Config,
): Promise<number> {
  const folders = values.from ?? config.fixtures
  const missing = folders.find((folder) => !existsSync(folder))
  if (missing !== undefined)
    throw new ConfigError(`Folder not found: ${missing}; --from needs a folder with recordings.`)
  const disk = new Disk(folders)
  disk.refresh()
  const chosen = choose(disk.recordings(), values)
  if (chosen.length === 0)
    throw new ConfigError(`No recordings to repeat in ${folders.join(', ')}.`)
  forgetClientEndpoints(process.env)
  const credentials = createCredentials({
    env: process.env,
    ...(config.profile !== undefined && { profile: config.profile }),
    ...(config.upstream !== undefined && { upstream: config.upstream }),
  })
  const { ok, text } = await credentials.describe()
  if (!ok) throw new ConfigError(text)

  const catalogue = catalogueOf(config)
  if (values.as !== undefined) warnOfTypo(values.as, config.region, catalogue)
  const files = new WeakMap<Call, string>()
  const calls = chosen.map((recording): RecordedCall => ({
    recording,
    before: recording.responses(),
    call() {
      const again = { catalogue, region: config.region, model: values.as }
      const call = storedCall(recording, again)
      files.set(call, recording.file)
      return call
    },
  }))
  say(`${chosen.length} recordings, ${text}.`)
  say(estimateWords(calls))
  if (!values.yes && !(await confirmed())) {
    say('Cancelled, no calls were made.')
    return 1
  }

  const settings = mergeSettings(disk.settings)
  const recorder = createRecorder({
    folder: recordingFolder({ ...config, fixtures: folders }),
    settings: () => settings,
    recordErrors: config.recordErrors,
    refresh: config.refresh ?? 'replace',
    // Answers of another model go to new files.
    existing: (call) => (values.as === undefined ? files.get(call) : undefined),
  })
  const upstream = upstreamOf(config, credentials)
  const terminal = process.stderr
  const outcomes = await askAgain(
    calls,
    {
      ask: (call) => upstream.ask(call),
      keep: (call, answer) => recorder.keep(call, answer),
    },
    { done: ({ name }, count) => showProgress(terminal, count, calls.length, name) },
  )
  if (terminal.isTTY) terminal.write('\n')
  await recorder.close()
  await upstream.close()
  for (const line of summary(outcomes)) say(line)
  return outcomes.some(({ failed, lost }) => (failed ?? lost) !== undefined) ? 1 : 0
}

/** A progress bar on a terminal, otherwise one line per call. */
function showProgress(
  terminal: NodeJS.WriteStream,
  done: number,
  total: number,
  name: string,
): void {
  if (terminal.isTTY) showBar(terminal, done, total, name)
  else terminal.write(`${done}/${total} ${name}\n`)
}

/** AWS may have newer models, so this stops nothing. */
function warnOfTypo(model: string, region: string, catalogue: Catalogue): void {
  if (catalogue.resolve(model, region, new Session('record')).entry !== undefined) return
  const near = didYouMeanModel(model, region, catalogue)
  if (near !== '') process.stderr.write(`warning: ${model} is not a known model${near}\n`)
}

function upstreamOf(config: Config, credentials: CredentialSource): Upstream {
  const { region, fips, dualStack, upstream } = config
  return createUpstream({
    credentials,
    region,
    fips,
    dualStack,
    env: process.env,
    version,
    ...(upstream !== undefined && { url: upstream }),
  })
}

interface Choice {
  model: string | undefined
  only: string | undefined
  as: string | undefined
}

function choose(recordings: readonly Recording[], { model, only, as }: Choice): Recording[] {
  const models = model === undefined ? undefined : glob(model)
  const names = only === undefined ? undefined : glob(only)
  return recordings.filter((recording) => {
    if (models?.test(recording.model) === false) return false
    // Native bodies only work for one family; Converse requests work for every model.
    if (as !== undefined && recording.operation.group !== 'converse') return false
    return names === undefined || names.test(recording.name) || names.test(recording.file)
  })
}

async function confirmed(): Promise<boolean> {
  if (!process.stdin.isTTY) {
    throw new ConfigError(
      'This calls the real Bedrock and costs money. Confirm with --yes when there is no terminal.',
    )
  }
  const terminal = createInterface({ input: process.stdin, output: process.stderr })
  const answer = await terminal.question('Repeat all calls? [y/N] ')
  terminal.close()
  return /^y(es)?$/i.test(answer.trim())
}

function say(line: string): void {
  process.stdout.write(`${line}\n`)
}

import { existsSync, statSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { createInterface } from 'node:readline/promises'
import { displayPath } from '../fixtures/folder.ts'
import { bodyFinder } from '../import/logs/find.ts'
import { Owners } from '../import/owners.ts'
import { planImport } from '../import/plan.ts'
import type { ImportPlan } from '../import/plan.ts'
import type { ReadContext } from '../import/read-file.ts'
import type { Taking } from '../import/take.ts'
import { walk } from '../import/walk.ts'
import { writeImport } from '../import/write.ts'
import { isInside } from '../recordings/inside.ts'
import { catalogueOf } from '../models/catalogue-of.ts'
import { mergeSettings } from '../redaction/merge-settings.ts'
import { ConfigError } from '../settings/config.ts'
import type { Config } from '../settings/settings.ts'
import { Disk } from '../store/disk.ts'
import { jsonOf, tableOf } from './import/table.ts'
import { clearBar, showBar } from './progress-bar.ts'

interface Flags {
  from: string
  to: string | undefined
  yes: boolean
  json: boolean
}

export async function run(
  values: Flags,
  given: readonly string[],
  config: Config,
): Promise<number> {
  const missing = given.find((path) => !existsSync(path))
  if (missing !== undefined) throw new ConfigError(`File or folder not found: ${missing}`)
  const folder = resolve(values.to ?? join(config.fixtures.at(-1) ?? 'fixtures', 'imported'))
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() === false)
    throw new ConfigError(`--to needs a folder; ${displayPath(folder)} is a file.`)

  const disk = new Disk(foldersOf(config.fixtures, folder))
  disk.refresh()
  const settings = mergeSettings(disk.settings)
  const taking: Taking = {
    catalogue: catalogueOf(config),
    region: config.region,
    settings,
    recordErrors: config.recordErrors,
  }
  // Files of an earlier import are not imported again.
  const files = walk(given).filter(({ path }) => !isInside(path, folder))
  const used = new Set<string>()
  const findBody = bodyFinder(
    files.map(({ path }) => path),
    used,
  )
  const reading: ReadContext = { from: values.from, used, findBody }
  const owners = new Owners(
    disk.recordings(),
    disk.rules().rules.map(({ written }) => written),
    settings,
  )
  const plan = await planImport(files, {
    taking,
    reading,
    owners,
    progress: progress(files.length),
  })
  clear()
  const writing = { folder, taking, reading }
  if (values.json) return answerJson(plan, writing, values.yes)
  for (const line of tableOf(plan)) say(line)
  const outcomes = plan.files.flatMap((file) => file.outcomes)
  const total = outcomes.filter((outcome) => outcome === 'taken').length
  if (total === 0) {
    say('There is nothing to import.')
    return outcomes.includes('duplicate') ? 0 : 1
  }
  if (!values.yes && !(await confirmed(total, folder))) return 0
  return write(plan, writing, config)
}

type Writing = Omit<Parameters<typeof writeImport>[1], 'progress'>

async function answerJson(plan: ImportPlan, writing: Writing, yes: boolean): Promise<number> {
  const written = yes
    ? await writeImport(plan.files, { ...writing, progress: () => {} })
    : undefined
  say(JSON.stringify({ ...jsonOf(plan), ...(written !== undefined && { written }) }, null, 2))
  return written !== undefined && written.failed.length > 0 ? 1 : 0
}

/** The folders that already have recordings, and the one to write to. */
function foldersOf(fixtures: readonly string[], folder: string): string[] {
  const roots = fixtures.filter((root) => existsSync(root))
  const isKnown = roots.some((root) => isInside(folder, root))
  return isKnown || !existsSync(folder) ? roots : [...roots, folder]
}

async function write({ files }: ImportPlan, writing: Writing, config: Config): Promise<number> {
  const { folder } = writing
  const chosen = files.filter(({ outcomes }) => outcomes.includes('taken')).length
  const written = await writeImport(files, { ...writing, progress: progress(chosen) })
  clear()
  for (const line of written.failed) say(`not written: ${line}`)
  const count = written.recordings + written.rules
  say(`${count} written to ${displayPath(folder)}.`)
  if (!config.fixtures.some((root) => isInside(folder, root)))
    say(`Start the server with --fixtures ${displayPath(folder)} to use them.`)
  return written.failed.length > 0 ? 1 : 0
}

async function confirmed(total: number, folder: string): Promise<boolean> {
  if (!process.stdin.isTTY) {
    say('Nothing was written. Confirm with --yes to import.')
    return false
  }
  const terminal = createInterface({ input: process.stdin, output: process.stderr })
  const answer = await terminal.question(`Write ${total} to ${displayPath(folder)}? [y/N] `)
  terminal.close()
  const isYes = /^y(es)?$/i.test(answer.trim())
  if (!isYes) say('Cancelled, nothing was written.')
  return isYes
}

function progress(total: number): (done: number, path: string, items?: number) => void {
  return (done, path, items) => {
    if (!process.stderr.isTTY) return
    const within = items === undefined ? '' : ` (${items})`
    showBar(process.stderr, done, total, `${basename(path)}${within}`)
  }
}

function clear(): void {
  if (process.stderr.isTTY) clearBar(process.stderr)
}

function say(line: string): void {
  process.stdout.write(`${line}\n`)
}

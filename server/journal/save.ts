import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { basename, dirname, join, relative, resolve, sep } from 'node:path'
import { compiled } from '../fixtures/load.ts'
import { isInside } from '../recordings/inside.ts'
import { whyUnwritable } from '../recordings/unwritable.ts'
import { slugIn } from '../recordings/recording-name.ts'
import { yamlOf } from '../recordings/yaml.ts'
import { writeWholeSync } from '../recordings/write-whole.ts'
import { fixtureOf, withSystem } from './fixture-of.ts'
import type { FixtureWithImages } from './fixture-of.ts'
import type { Exchange } from './types.ts'

export interface SaveOptions {
  /** The subfolder of the fixtures folder; `saved` by default. */
  under?: string
}

/** A fixture made from an exchange. */
export interface Saved {
  id: string
  /** The written file. */
  file: string
  /** The fixture's name: the path of the file in the folder. */
  name: string
}

interface Planned {
  saved: Saved
  text: string
  images: { path: string; bytes: Buffer }[]
}

/** All or nothing. */
export function saveExchanges(
  exchanges: readonly Exchange[],
  folder: string,
  { under = 'saved' }: SaveOptions,
): Saved[] {
  const root = resolve(folder)
  const directory = resolve(root, under)
  if (!isInside(directory, root))
    throw new RangeError(`${directory} is not in the fixtures folder ${root}.`)
  const brief = exchanges.map((exchange) => ({ exchange, ...fixtureOf(exchange) }))
  const systems = systemsByMatch(brief)
  const planned = brief.map((one) => {
    // Without the system prompt, one of them would answer for the other.
    const isAmbiguous = (systems.get(keyOf(one))?.size ?? 0) > 1
    const fixture = isAmbiguous ? withSystem(one.fixture, one.exchange) : one.fixture
    return plan({ ...one, fixture }, directory, root)
  })
  writeAll(
    planned.flatMap(({ saved, text, images }) => [
      ...images.map(({ path, bytes }) => ({ path, content: bytes })),
      { path: saved.file, content: text },
    ]),
    root,
  )
  return planned.map(({ saved }) => saved)
}

interface Candidate extends FixtureWithImages {
  exchange: Exchange
}

const keyOf = ({ fixture }: Candidate): string => JSON.stringify(fixture.match)

/** The system prompts of the exchanges that would be saved with the same match. */
function systemsByMatch(candidates: readonly Candidate[]): Map<string, Set<string>> {
  const systems = new Map<string, Set<string>>()
  for (const candidate of candidates) {
    const key = keyOf(candidate)
    const known = systems.get(key) ?? new Set()
    systems.set(key, known.add(candidate.exchange.asked?.system ?? ''))
  }
  return systems
}

interface NewFile {
  path: string
  content: string | Buffer
}

/** If one file cannot be written, those that were written before it are as they were. */
function writeAll(files: readonly NewFile[], root: string): void {
  const undo: (() => void)[] = []
  for (const { path, content } of files) {
    try {
      mkdirSync(dirname(path), { recursive: true })
      const before = existsSync(path) ? readFileSync(path) : undefined
      writeWholeSync(path, content)
      undo.push(() => (before === undefined ? rmSync(path) : writeWholeSync(path, before)))
    } catch (thrown) {
      for (const one of undo.toReversed()) one()
      const name = relative(root, path).split(sep).join('/')
      throw new Error(`${name} cannot be written: ${whyUnwritable(thrown)}`, { cause: thrown })
    }
  }
}

function plan(candidate: Candidate, directory: string, root: string): Planned {
  const { exchange, fixture, images } = candidate
  const slug = slugIn(exchange.asked?.prompt ?? '')
  const digest = createHash('sha256').update(keyOf(candidate)).digest('hex')
  // Saving the same request again replaces its file, so a diff shows what changed in the answer.
  const stem = `${slug === '' ? exchange.operation.toLowerCase() : slug}-${digest.slice(0, 6)}`
  const file = join(directory, `${stem}.yaml`)
  const files = images.map((image, at) => ({
    path: join(directory, `${stem}${at === 0 ? '' : `-${at + 1}`}.${extensionOf(image)}`),
    bytes: Buffer.from(image, 'base64'),
  }))
  const names = files.map(({ path }) => basename(path))
  const written = {
    ...fixture,
    ...(names.length === 1 && { answer: { image: names[0] ?? '' } }),
    ...(names.length > 1 && { answer: { images: names } }),
  }
  if (files.length === 0) refuseBroken(written, exchange)
  const text = schemaLine(directory, root) + yamlOf(written)
  const name = relative(root, file).split(sep).join('/')
  return { saved: { id: exchange.id, file, name }, text, images: files }
}

const EXTENSIONS: readonly (readonly [start: string, extension: string])[] = [
  ['/9j/', 'jpg'],
  ['UklGR', 'webp'],
]

const extensionOf = (base64: string) =>
  EXTENSIONS.find(([start]) => base64.startsWith(start))?.[1] ?? 'png'

/** Editors complete by the schema if the folder has it. */
function schemaLine(directory: string, root: string): string {
  const schema = join(root, 'fixture.schema.json')
  if (!existsSync(schema)) return ''
  const path = relative(directory, schema).split(sep).join('/')
  return `# yaml-language-server: $schema=${path}\n`
}

function refuseBroken(fixture: unknown, { id }: Exchange): void {
  const { rule, findings } = compiled(fixture, { name: '', file: '', folder: 0, added: true })
  if (rule !== undefined) return
  const messages = findings.map(({ message }) => message).join('; ')
  throw new Error(`The exchange ${id} cannot be saved as a fixture: ${messages}.`)
}

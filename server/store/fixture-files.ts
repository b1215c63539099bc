import { isUtf8 } from 'node:buffer'
import { createHash } from 'node:crypto'
import {
  accessSync,
  constants,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  statSync,
  unlinkSync,
} from 'node:fs'
import type { Stats } from 'node:fs'
import { dirname, join, relative, resolve, sep } from 'node:path'
import { isFixtureName, listFolder } from '../fixtures/folder.ts'
import { withFileLock } from '../recordings/file-lock.ts'
import { whyUnwritable } from '../recordings/unwritable.ts'
import { writeWhole } from '../recordings/write-whole.ts'

/** Thrown for a path that is not a fixture file in these folders. */
export class ForeignPath extends Error {}

/** Thrown if the file has changed since it was opened. */
export class ChangedFile extends Error {
  readonly text: string
  readonly etag: string
  /** Undefined if the file is gone. */
  readonly savedAt: number | undefined

  constructor(text: string | undefined, file: string | undefined) {
    super('The file has changed since it was opened.')
    this.text = text ?? ''
    this.etag = text === undefined ? '' : etagOf(text)
    this.savedAt = file === undefined ? undefined : savedAt(file)
  }
}

/** Thrown if the file cannot be written; the message explains why. */
export class ReadOnlyFile extends Error {}

export interface FixtureFile {
  /** Relative to its fixtures folder, with `/`. */
  path: string
  text: string
  etag: string
  /** In milliseconds since 1970. */
  savedAt: number
  writable: boolean
}

const MAX_BYTES = 8 * 1024 * 1024

export const etagOf = (text: string): string =>
  `"${createHash('sha256').update(text).digest('base64url').slice(0, 22)}"`

/** The paths of all fixture files. If a path is in several folders, the later folder's comes first. */
export function listFiles(folders: readonly string[]): { path: string; file: string }[] {
  const found = new Map<string, string>()
  for (const folder of folders.toReversed()) {
    const root = resolve(folder)
    if (!existsSync(root)) continue
    for (const file of listFolder(root).files) {
      const path = relative(root, file).split(sep).join('/')
      if (!found.has(path)) found.set(path, file)
    }
  }
  return [...found]
    .map(([path, file]) => ({ path, file }))
    .toSorted((a, b) => order(a.path, b.path))
}

const order = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)

export function readFixtureFile(folders: readonly string[], path: string): FixtureFile | undefined {
  const found = find(folders, path)
  if (found === undefined) return undefined
  const bytes = readFileSync(found.file)
  // Other encodings would lose what their text cannot show.
  const writable = isUtf8(bytes) && isWritable(found.file)
  return { ...described(path, bytes.toString(), found.file), writable }
}

/**
 * Writes a file atomically. `expected` is the etag of the opened version, undefined for a new file, so that
 * concurrent changes are not lost.
 */
export async function writeFixtureFile(
  folders: readonly string[],
  path: string,
  text: string,
  expected: string | undefined,
): Promise<FixtureFile> {
  if (Buffer.byteLength(text) > MAX_BYTES) throw new ReadOnlyFile('A fixture has at most 8 MB.')
  const place = find(folders, path)?.file ?? newFile(folders, path)
  return alone(path, place, async () => {
    const found = find(folders, path)
    const bytes = found === undefined ? undefined : readFileSync(found.file)
    if (bytes !== undefined && !isUtf8(bytes))
      throw new ReadOnlyFile(`${path} is not UTF-8; save it as UTF-8 in another editor first.`)
    const now = bytes?.toString()
    if (now === undefined ? expected !== undefined : expected !== etagOf(now))
      throw new ChangedFile(now, found?.file)
    const file = found?.file ?? newFile(folders, path)
    try {
      mkdirSync(dirname(file), { recursive: true })
      await writeWhole(file, text)
    } catch (thrown) {
      throw new ReadOnlyFile(`${path} cannot be written: ${whyUnwritable(thrown)}`)
    }
    return { ...described(path, text, file), writable: true }
  })
}

/** Lets one request at a time compare and change a file, even if several servers use the folder. */
async function alone<T>(path: string, file: string, change: () => T | Promise<T>): Promise<T> {
  try {
    return await withFileLock(file, async () => change())
  } catch (thrown) {
    // The lock is a file, too.
    if (thrown instanceof Error && 'code' in thrown)
      throw new ReadOnlyFile(`${path} cannot be changed: ${whyUnwritable(thrown)}`)
    throw thrown
  }
}

const described = (path: string, text: string, file: string) => ({
  path,
  text,
  etag: etagOf(text),
  savedAt: savedAt(file),
})

const savedAt = (file: string): number => Math.floor(statSync(file).mtimeMs)

export async function removeFixtureFile(
  folders: readonly string[],
  path: string,
  expected: string | undefined,
): Promise<boolean> {
  const place = find(folders, path)?.file
  if (place === undefined) return false
  return alone(path, place, () => {
    const found = find(folders, path)
    if (found === undefined) return false
    const now = readFileSync(found.file, 'utf8')
    if (expected !== etagOf(now)) throw new ChangedFile(now, found.file)
    try {
      unlinkSync(found.file)
    } catch (thrown) {
      throw new ReadOnlyFile(`${path} cannot be removed: ${whyUnwritable(thrown)}`)
    }
    return true
  })
}

/** Whether new files can be written to the last folder. */
export function foldersWritable(folders: readonly string[]): boolean {
  const last = folders.at(-1)
  return last !== undefined && isWritable(nearestExisting(resolve(last)))
}

interface Found {
  root: string
  file: string
}

function find(folders: readonly string[], path: string): Found | undefined {
  refuseForeign(path)
  for (const folder of folders.toReversed()) {
    const root = resolve(folder)
    const file = join(root, path)
    refuseLink(root, file)
    if (statsOf(file)?.isFile() === true) return { root, file }
  }
  return undefined
}

function newFile(folders: readonly string[], path: string): string {
  const last = folders.at(-1)
  if (last === undefined) throw new ReadOnlyFile('The server has no fixtures folder.')
  const root = resolve(last)
  const file = join(root, path)
  refuseLink(root, file)
  return file
}

const MAX_PATH = 500

/** Rejects hidden names, path traversal, and names that other systems interpret differently. */
function refuseForeign(path: string): void {
  const parts = path.split('/')
  const inside =
    path.length <= MAX_PATH &&
    parts.every((part) => part !== '' && !part.startsWith('.') && part !== 'node_modules') &&
    // oxlint-disable-next-line no-control-regex -- exactly those are refused
    !/[\\:*?"<>|\u0000-\u001f]/.test(path)
  if (inside && isFixtureName(parts.at(-1) ?? '')) return
  throw new ForeignPath(
    `${JSON.stringify(path.slice(0, 100))} is not the path of a fixture; ${inside ? NOT_A_NAME : OUTSIDE}`,
  )
}

const NOT_A_NAME =
  'the name must end in .yaml, .yml or .json, and names such as settings.yaml or package.json have another meaning.'
const OUTSIDE = `it must be relative to the fixtures folder, such as weather/paris.yaml: at most ${MAX_PATH} characters, without "..", hidden names or any of \\ : * ? " < > |.`

/** A link may lead out of the folder. */
function refuseLink(root: string, file: string): void {
  if (!existsSync(root)) return
  const real = realpathSync(root)
  const existing = nearestExisting(file)
  const expected = join(real, relative(root, existing))
  if (realPathOf(existing) !== expected)
    throw new ForeignPath('The path leads through a link, which the console does not follow.')
}

/** Undefined for a link that leads to nothing. */
function realPathOf(path: string): string | undefined {
  try {
    return realpathSync(path)
  } catch {
    return undefined
  }
}

function nearestExisting(path: string): string {
  let existing = path
  while (statsOf(existing) === undefined && existing !== dirname(existing))
    existing = dirname(existing)
  return existing
}

/** Undefined if nothing is there, or if part of the path is a file instead of a folder. */
function statsOf(path: string): Stats | undefined {
  try {
    return lstatSync(path, { throwIfNoEntry: false })
  } catch {
    return undefined
  }
}

function isWritable(path: string): boolean {
  try {
    accessSync(path, constants.W_OK)
    return true
  } catch {
    return false
  }
}

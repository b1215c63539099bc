import { readdirSync, readFileSync, realpathSync, statSync } from 'node:fs'
import { isAbsolute, join, relative, sep } from 'node:path'

/** Files that lie in a fixtures folder and are no fixtures. */
const NOT_FIXTURES =
  /^(?:settings\.(?:ya?ml|json)|.*\.schema\.json|package(?:-lock)?\.json|tsconfig\.json)$/
const FIXTURE = /\.(?:ya?ml|json)$/i

/** A trouble met while a folder was walked. */
interface Trouble {
  path: string
  message: string
}

export interface Listing {
  /** Absolute paths of what may be fixtures, sorted. */
  files: string[]
  /** The rest: settings, media, whatever. */
  others: string[]
  /** Every directory, the folder itself first: what is watched. */
  directories: string[]
  troubles: Trouble[]
}

function isFixtureName(name: string): boolean {
  return FIXTURE.test(name) && !name.startsWith('.') && !NOT_FIXTURES.test(name)
}

/** Whether a walk through a folder would come by this path. */
export function isListed(root: string, path: string): boolean {
  const way = relative(root, path).split(sep)
  return way[0] !== '..' && !way.some((name) => isPassedOver(name)) && !isAbsolute(way[0] ?? '')
}

/** Whether this is a file that no fixture is read from: media beside them. */
export function isBeside(path: string): boolean {
  return !FIXTURE.test(path) && statSync(path, { throwIfNoEntry: false })?.isFile() === true
}

const isPassedOver = (name: string): boolean => name.startsWith('.') || name === 'node_modules'

/** A folder and its sub-folders. Links are followed, those that lead back are not. */
export function listFolder(root: string): Listing {
  const listing: Listing = { files: [], others: [], directories: [], troubles: [] }
  walk(root, [], listing)
  listing.files.sort()
  return listing
}

/** `above` holds the real paths of the directories that this one is in. */
function walk(directory: string, above: readonly string[], into: Listing): void {
  try {
    const real = realpathSync(directory)
    if (above.includes(real)) {
      into.troubles.push({
        path: directory,
        message: 'is a link to a folder that it is in; it was not followed',
      })
      return
    }
    into.directories.push(directory)
    for (const entry of readdirSync(directory, { withFileTypes: true })) {
      if (isPassedOver(entry.name)) continue
      const path = join(directory, entry.name)
      const kind = entry.isSymbolicLink() ? linked(path, into) : entry
      if (kind?.isDirectory()) walk(path, [...above, real], into)
      else if (kind?.isFile()) (isFixtureName(entry.name) ? into.files : into.others).push(path)
    }
  } catch (thrown) {
    into.troubles.push({ path: directory, message: `cannot be read: ${reason(thrown)}` })
  }
}

function linked(path: string, into: Listing) {
  try {
    return statSync(path)
  } catch (thrown) {
    const loop = (thrown as NodeJS.ErrnoException).code === 'ELOOP'
    const message = loop
      ? 'is a link that leads to itself'
      : `is a link that leads nowhere (${reason(thrown)})`
    if (isFixtureName(path.split(sep).at(-1) ?? '') || loop) into.troubles.push({ path, message })
    return undefined
  }
}

/** The bytes of a file, unless it is larger than fits. */
export function readWithin(path: string, most: number, size = statSync(path).size): Buffer {
  if (size > most) {
    throw new RangeError(
      `the file has ${megabytes(size)} MB; at most ${megabytes(most)} were expected`,
    )
  }
  return readFileSync(path)
}

const megabytes = (bytes: number) => Math.round(bytes / 1024 / 1024)

/** Why the system refused, without the path that the message carries anyway. */
export function reason(thrown: unknown): string {
  const { code, message } = thrown as NodeJS.ErrnoException
  return code ?? message
}

/** A path as people read it: from where they are, when it is below. */
export function shown(path: string): string {
  const way = relative(process.cwd(), path)
  return way === '' || way.startsWith('..') ? path : way.split(sep).join('/')
}

import { readFileSync, realpathSync, statSync } from 'node:fs'
import { basename, extname, isAbsolute, relative, resolve, sep } from 'node:path'
import { AwsError } from '../aws/errors.ts'
import { reason } from './folder.ts'

/** A file that stands beside a fixture, read on first use. */
export interface Beside {
  path: string
  /** Its bytes in base64. */
  base64(): string
}

const LARGEST = 25 * 1024 * 1024

/** Where a fixture's file is, so that it can name others beside it; undefined where a test added it. */
export interface Place {
  /** The folder of fixtures, which no path may leave. */
  root?: string
  /** The folder of the fixture's own file. */
  directory?: string
  /** Takes the paths of the files that it names, there or not: when one changes, the fixture has. */
  beside?: string[]
}

/** The file a fixture names. It is in the fixtures folder, also after its links are followed; otherwise `say` hears why not. */
export function besideFile(
  name: string,
  { root, directory, beside }: Place,
  say: (message: string) => void,
): Beside {
  if (root === undefined || directory === undefined) {
    say(
      `${JSON.stringify(name)} names a file, and a fixture that is not in a file has none beside it; give the bytes`,
    )
    return { path: name, base64: () => '' }
  }
  const path = resolve(directory, name)
  beside?.push(path)
  const problem = trouble(name, path, root)
  if (problem !== undefined) say(problem)
  let kept: string | undefined
  return {
    path,
    base64: () => (kept ??= bytesOf(path).toString('base64')),
  }
}

/** A fixture's last good version may name a file that is gone by now. */
function bytesOf(path: string): Buffer {
  try {
    return readFileSync(path)
  } catch (thrown) {
    throw new AwsError(
      'FixtureNotFoundException',
      `The file ${basename(path)}, which the fixture names, cannot be read: ${reason(thrown)}.`,
    )
  }
}

function trouble(name: string, path: string, root: string): string | undefined {
  const shown = JSON.stringify(name)
  if (isAbsolute(name) || leaves(path, root))
    return `${shown} leaves the fixtures folder; keep the file beside the fixture`
  try {
    if (leaves(realpathSync(path), realpathSync(root)))
      return `${shown} is a link that leaves the fixtures folder`
    const stats = statSync(path)
    if (!stats.isFile()) return `${shown} is no file`
    const { size } = stats
    return size > LARGEST
      ? `${shown} has ${size} bytes; at most ${LARGEST} were expected`
      : undefined
  } catch {
    return `${shown} does not exist beside the fixture`
  }
}

function leaves(path: string, root: string): boolean {
  const way = relative(root, path)
  return way === '..' || way.startsWith(`..${sep}`) || isAbsolute(way)
}

const FORMATS: Record<string, string> = { '.jpg': 'jpeg', '.3gp': 'three_gp', '.htm': 'html' }

/** Converse's name of a format, from the ending. */
export function mediaFormat(name: string): string {
  const ending = extname(name).toLowerCase()
  return FORMATS[ending] ?? ending.slice(1)
}

import { readFileSync } from 'node:fs'

/** The text of a file, or of standard input (0). Editors on Windows may put a byte order mark first, which no parser takes. */
export const readTextFile = (file: string | 0): string => withoutMark(readFileSync(file, 'utf8'))

export const withoutMark = (text: string): string => text.replace(/^\uFEFF/, '')

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EISDIR: 'it is a folder',
  ELOOP: 'too many links',
  ENOENT: 'no such file or folder',
  ENOTDIR: 'a part of the path is not a folder',
  EPERM: 'permission denied',
}

/** Why the system cannot read a path. Leaves out the path, which the sentence around it names. */
export function whyUnreadable(thrown: unknown): string {
  const { code, message } = thrown as NodeJS.ErrnoException
  return code === undefined ? message : (REASONS[code] ?? code)
}

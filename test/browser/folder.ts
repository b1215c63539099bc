import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, sep } from 'node:path'

/** A folder with the given files, like a user's; removed at the end of the scope. */
export function folderOf(texts: Readonly<Record<string, string>>) {
  const dir = mkdtempSync(join(tmpdir(), 'console-'))
  const write = (name: string, text: string) => {
    mkdirSync(dirname(join(dir, name)), { recursive: true })
    writeFileSync(join(dir, name), text)
  }
  for (const [name, text] of Object.entries(texts)) write(name, text)
  return {
    dir,
    write,
    /** Paths of all files, with `/`. */
    files: () =>
      readdirSync(dir, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) =>
          join(entry.parentPath, entry.name)
            .slice(dir.length + 1)
            .split(sep)
            .join('/'),
        ),
    [Symbol.dispose]: () => rmSync(dir, { recursive: true, force: true }),
  }
}

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

export interface FixtureFolder {
  path: string
  write(name: string, text: string | Buffer): string
  remove(name?: string): void
  [Symbol.dispose](): void
}

/** A fixtures folder until the end of the test's scope. A fixture may be an object, by its name without an extension. */
export function fixtureFolder(files: Record<string, string | Buffer | object> = {}): FixtureFolder {
  const path = mkdtempSync(join(tmpdir(), 'bedrock-local-'))
  const folder: FixtureFolder = {
    path,
    write(name, text) {
      const file = join(path, name)
      mkdirSync(dirname(file), { recursive: true })
      writeFileSync(file, text)
      return file
    },
    remove: (name = '.') => rmSync(join(path, name), { recursive: true, force: true }),
    [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }),
  }
  for (const [name, content] of Object.entries(files)) {
    if (typeof content === 'string' || Buffer.isBuffer(content)) folder.write(name, content)
    else folder.write(`${name}.json`, JSON.stringify(content))
  }
  return folder
}

import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A folder of fixtures by name, gone at the end of the test's scope. JSON is YAML as well. */
export async function fixtureFolder(files: Record<string, object>) {
  const path = await mkdtemp(join(tmpdir(), 'fixtures-'))
  for (const [name, fixture] of Object.entries(files)) {
    await writeFile(join(path, `${name}.json`), JSON.stringify(fixture))
  }
  return {
    path,
    [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }),
  }
}

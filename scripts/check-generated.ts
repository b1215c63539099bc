// Checks that all generated files are up to date.
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import * as docs from './docs.ts'
import * as fixtures from './fixture-format.ts'
import * as models from './sync-models.ts'
import * as shapes from './sync-shapes.ts'

/** Checked-in file -> the function that produces its text. */
const GENERATED: Record<string, () => string | Promise<string>> = {
  ...docs.generated,
  ...fixtures.generated,
  ...shapes.generated,
  ...models.generated,
}

const stale: string[] = []
for (const [file, produce] of Object.entries(GENERATED)) {
  const path = fileURLToPath(new URL(`../${file}`, import.meta.url))
  const text = await produce()
  if (!existsSync(path) || readFileSync(path, 'utf8') !== text) stale.push(file)
}

if (stale.length > 0) {
  console.error(`not what the generator makes: ${stale.join(', ')}`)
  process.exitCode = 1
}

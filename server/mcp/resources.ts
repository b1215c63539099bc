import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { packageRoot } from '../package.ts'

interface Resource {
  uri: string
  name: string
  title: string
  mimeType: string
  /** In the package. */
  file: string
}

const resource = (file: string, title: string, mimeType = 'text/markdown'): Resource => ({
  uri: `bedrock-local:///${file}`,
  name: file,
  title,
  mimeType,
  file,
})

/** Documents about bedrock-local that an agent can read. */
export const resources: readonly Resource[] = [
  resource('README.md', 'What bedrock-local does'),
  resource('fixtures/README.md', 'The format of fixtures, with examples'),
  resource(
    'fixtures/fixture.schema.json',
    'The JSON schema of a fixture',
    'application/schema+json',
  ),
]

export function readResource(uri: string): { mimeType: string; text: string } | undefined {
  const match = resources.find((one) => one.uri === uri)
  if (match === undefined) return undefined
  return {
    mimeType: match.mimeType,
    text: readFileSync(join(packageRoot, match.file), 'utf8'),
  }
}

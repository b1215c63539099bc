// Generates the JSON Schema of fixtures and the tables of fixtures/README.md from the format.
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { disturbances } from '../server/faults/disturbance.ts'
import { guardrailSchema } from '../server/guardrails/json-schema.ts'
import { forcedShape } from '../server/guardrails/forced-shape.ts'
import { fixtureSchema } from '../server/fixtures/format/json-schema.ts'
import { answer, error, fixture, stream } from '../server/fixtures/format/members.ts'
import type { ObjectShape } from '../server/shape/shape.ts'
import { wanted } from '../server/shape/check.ts'
import { match } from '../server/matching/members.ts'

const README = fileURLToPath(new URL('../fixtures/README.md', import.meta.url))

const TABLES: Record<string, ObjectShape> = {
  fixture,
  match,
  answer,
  stream,
  error,
  fault: disturbances,
  guardrail: forcedShape,
}

/** The README with its tables regenerated, between `<!-- match -->` and `<!-- /match -->`. */
function readme(): string {
  let text = readFileSync(README, 'utf8')
  for (const [name, shape] of Object.entries(TABLES)) {
    const between = new RegExp(`(<!-- ${name} -->\\n)[^]*?(<!-- /${name} -->)`)
    if (!between.test(text)) throw new Error(`fixtures/README.md has no place for ${name}`)
    text = text.replace(
      between,
      (_, open: string, close: string) => `${open}${table(shape)}\n${close}`,
    )
  }
  return text
}

function table({ members }: ObjectShape): string {
  const rows = Object.entries(members)
    .filter(([name]) => name !== '$schema')
    .map(
      ([name, one]) =>
        `| \`${name}\` | ${kindOf(wanted(one))} | ${one.help.replaceAll('|', '\\|')} |`,
    )
  return ['| member | value | meaning |', '|---|---|---|', ...rows].join('\n')
}

/** An object's members have a separate table, or are described in the sentence. */
function kindOf(words: string): string {
  return words
    .replaceAll('a non-empty ', 'a ')
    .replaceAll(/an object with [^|]*?(?= or |$)/g, 'an object')
}

export const generated: Record<string, () => string> = {
  'fixtures/fixture.schema.json': () => `${JSON.stringify(fixtureSchema(), null, 2)}\n`,
  'fixtures/guardrail.schema.json': () => `${JSON.stringify(guardrailSchema(), null, 2)}\n`,
  'fixtures/README.md': readme,
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const [file, text] of Object.entries(generated)) {
    writeFileSync(fileURLToPath(new URL(`../${file}`, import.meta.url)), text())
    console.log(`wrote ${file}`)
  }
}

import { catalogueOf } from '../models/catalogue-of.ts'
import { isIn } from '../models/entries.ts'
import type { ModelRow } from '../models/entries.ts'
import { profileParts } from '../models/geography.ts'
import type { Config } from '../settings/settings.ts'
import { didYouMeanModel } from '../models/near-model.ts'

interface Flags {
  search: string | undefined
  json: boolean
}

/** Lists the models of the region. Exits with 1 if none fits the search. */
export function run({ search, json }: Flags, _args: readonly string[], config: Config): number {
  const catalogue = catalogueOf(config)
  const profiles = new Map<string, string[]>()
  for (const { inferenceProfileId: id } of catalogue.profiles(config.region)) {
    const foundation = profileParts(id)?.foundation ?? ''
    profiles.set(foundation, [...(profiles.get(foundation) ?? []), id])
  }
  const rows = catalogue.rows
    .filter((row) => isIn(row, config.region))
    .map((row) => ({ ...row, profiles: profiles.get(row.id) ?? [] }))
  const matching = rows.filter((row) => fits(row, search))
  if (json) print(JSON.stringify(matching, null, 2))
  else for (const line of table(matching)) print(line)
  if (matching.length > 0) return 0
  const hint = didYouMeanModel(search ?? '', config.region, catalogue)
  process.stderr.write(`No model in ${config.region} matches ${JSON.stringify(search)}${hint}\n`)
  return 1
}

type Listed = ModelRow & { profiles: string[] }

/** Every word must occur somewhere. */
function fits({ id, name, provider, profiles, input, output }: Listed, search = ''): boolean {
  const text = [id, name, provider, ...profiles, ...input, ...output].join(' ').toLowerCase()
  return search
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word))
}

function table(rows: readonly Listed[]): string[] {
  if (rows.length === 0) return []
  const cells = rows.map((row) => [
    row.id,
    row.name,
    `${row.input.join(', ').toLowerCase()} → ${row.output.join(', ').toLowerCase()}`,
    notes(row),
  ])
  const head = ['id', 'name', 'takes → gives', 'notes']
  const widths = head.map((title, at) =>
    Math.max(title.length, ...cells.map((line) => line[at]?.length ?? 0)),
  )
  return [head, ...cells].map((line) =>
    line
      .map((cell, at) => cell.padEnd(widths[at] ?? 0))
      .join('  ')
      .trimEnd(),
  )
}

function notes({ streams, types, status, retired, profiles }: Listed): string {
  return [
    !streams && 'no streams',
    !types.includes('ON_DEMAND') && profiles.length > 0 && `only as ${profiles.join(', ')}`,
    retired === true ? 'retired' : status !== 'ACTIVE' && status.toLowerCase(),
  ]
    .filter(Boolean)
    .join('; ')
}

function print(line: string): void {
  process.stdout.write(`${line}\n`)
}

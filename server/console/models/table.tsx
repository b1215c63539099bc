import { useState } from 'preact/hooks'
import { href } from '../route.ts'
import { contextSize, priceWords, statusWords, tagsOf, words } from './card.tsx'
import { nameOf } from './state.ts'
import type { Card } from './state.ts'

const COLUMNS: readonly {
  name: string
  text(card: Card): string
  order(card: Card): string | number
}[] = [
  { name: 'Name', text: nameOf, order: nameOf },
  { name: 'ID', text: ({ id }) => id, order: ({ id }) => id },
  { name: 'Provider', text: ({ provider }) => provider, order: ({ provider }) => provider },
  { name: 'Input', text: ({ input }) => words(input), order: ({ input }) => words(input) },
  { name: 'Output', text: ({ output }) => words(output), order: ({ output }) => words(output) },
  {
    name: 'Features',
    text: (card) => tagsOf(card).join(', '),
    order: (card) => tagsOf(card).join(', '),
  },
  { name: 'Price', text: priceWords, order: ({ price }) => price?.input ?? Infinity },
  {
    name: 'Context',
    text: (card) => contextSize(card) ?? 'Unknown',
    order: ({ contextTokens }) => contextTokens ?? -1,
  },
  { name: 'Status', text: statusWords, order: statusWords },
]

/** The models as a table that can be sorted by any column. */
export function ModelTable({ models }: { models: readonly Card[] }) {
  const [by, setBy] = useState<{ name: string; down: boolean } | undefined>(undefined)
  const column = COLUMNS.find(({ name }) => name === by?.name)
  const sorted =
    column === undefined
      ? models
      : models.toSorted((a, b) => {
          const [x, y] = [column.order(a), column.order(b)]
          return (x < y ? -1 : x > y ? 1 : 0) * (by?.down === true ? -1 : 1)
        })
  const sortBy = (name: string) => setBy({ name, down: by?.name === name && !by.down })
  return (
    <div class="scrolling model-table" tabIndex={0} role="region" aria-label="Models">
      <table>
        <thead>
          <tr>
            {COLUMNS.map(({ name }) => (
              <th
                key={name}
                scope="col"
                aria-sort={by?.name === name ? (by.down ? 'descending' : 'ascending') : undefined}
              >
                <button type="button" class="quiet" onClick={() => sortBy(name)}>
                  {name}
                </button>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {sorted.map((card) => (
            <tr key={card.id}>
              {COLUMNS.map(({ name, text }, at) =>
                at === 0 ? (
                  <th key={name} scope="row">
                    <a href={href(['models', card.id])}>{text(card)}</a>
                  </th>
                ) : (
                  <td key={name}>{text(card)}</td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

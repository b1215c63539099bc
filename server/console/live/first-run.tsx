import { signal } from '@preact/signals'
import type { Row } from '../../journal/row.ts'
import { Badge } from '../parts/badge.tsx'
import { setQuery } from '../route.ts'
import { remember, remembered } from '../storage.ts'
import { rows } from './calls.ts'
import { firstRunOf } from './first-steps.ts'

const KEY = 'first-run'

const over = signal(remembered(KEY) !== undefined)
/** The call that a fixture was written for, in this tab. */
const answered = signal<string | undefined>(undefined)

function end(): void {
  over.value = true
  answered.value = undefined
  remember(KEY, 'over')
}

/** A fixture was saved for a call: the strip ends when it has answered, and never returns. */
export function fixtureSaved(id: string): void {
  remember(KEY, 'over')
  if (!over.value) answered.value = id
}

/** From the first call to the first fixture, as a strip in the page. */
export function FirstRun() {
  if (over.value) return null
  const step = firstRunOf(rows.value, answered.value)
  if (step === undefined) return null
  return (
    <section class="first-run" aria-label="First steps">
      {step.name === 'write' ? <Write row={step.row} /> : <Done row={step.row} />}
      <span class="grow" />
      <button type="button" class="quiet" onClick={end}>
        {step.name === 'write' ? 'Dismiss' : 'Done'}
      </button>
    </section>
  )
}

function Write({ row }: { row: Row }) {
  return (
    <>
      <span>
        Step 2 of 4. No fixture matched this call, so {outcomeOf(row)}: <Badge of={row} />
      </span>
      <button
        type="button"
        class="primary"
        onClick={() => {
          setQuery(
            { id: row.id, do: 'answer', tab: undefined, from: undefined },
            { replace: false },
          )
        }}
      >
        Write the answer
      </button>
    </>
  )
}

const outcomeOf = ({ missed, source }: Row): string =>
  missed === true
    ? 'it failed'
    : source === 'model'
      ? 'the model server answered'
      : 'the answer is invented'

function Done({ row }: { row: Row }) {
  return (
    <span>
      Step 4 of 4. Your <Badge of={row} link /> answered the replayed call. It now answers matching
      calls from every SDK.
    </span>
  )
}

import { diffWordsWithSpace } from 'diff'
import { href } from '../route.ts'
import type { Decided, Difference, Miss } from './differences.ts'

/** Which fixture matches a call, and which nearly do. */
export interface Explained {
  guardrail?: { says: string }
  match?: string | undefined
  decided?: Decided | undefined
  conditions?: readonly Difference[] | undefined
  misses: readonly Miss[]
}

interface ExplanationProps {
  /** The fixture that answered, if any. */
  fixture?: string | undefined
  explained: Explained
}

/** Which fixture matches and why, and which nearly do. */
export function Explanation({ fixture: answered, explained }: ExplanationProps) {
  const { guardrail, match, decided, conditions = [], misses } = explained
  const over = decided?.over ?? []
  return (
    <>
      {guardrail !== undefined && <p>Guardrail: {guardrail.says}.</p>}
      {match !== undefined && (
        <>
          <h3>
            {answered === match ? 'Matches' : 'Would match'}: {match}
          </h3>
          <Conditions all={conditions} />
          {over.length > 0 && (
            <p>
              It takes precedence over{' '}
              {over.length === 1
                ? 'another matching fixture'
                : `${over.length} other matching fixtures`}
              : {over.slice(0, 5).join(', ')}
              {decided?.because !== undefined && ` (${decided.because})`}
            </p>
          )}
        </>
      )}
      {misses.map(({ fixture, reasons, differences = [] }, at) => (
        <section key={fixture} class="miss">
          <h3>
            {at === 0 ? 'Closest' : 'Next closest'}:{' '}
            <a href={href(['fixtures'], { name: fixture })}>{fixture}</a>
            <span class="dim">
              {' · '}
              {reasons.length === 1 ? '1 condition differs' : `${reasons.length} conditions differ`}
            </span>
          </h3>
          {differences.length > 0 ? (
            <Conditions all={differences} />
          ) : (
            <ul>
              {reasons.map((reason) => (
                <li key={reason}>{reason}</li>
              ))}
            </ul>
          )}
        </section>
      ))}
      {match === undefined && misses.length === 0 && (
        <p class="dim">No fixture is close to matching this call.</p>
      )}
    </>
  )
}

/** Each condition: the expected and actual values, and which words differ. */
function Conditions({ all }: { all: readonly Difference[] }) {
  return (
    <ul class="conditions">
      {all.map((one) => {
        const { path, expected, holds, reasons } = one
        return (
          <li key={path} class={holds ? 'holds' : 'differs'}>
            {holds ? (
              <p>
                <span class="mark" aria-hidden="true">
                  ✓
                </span>
                <span class="hidden">met:</span>{' '}
                {isLong(expected) ? (
                  <span title={expected}>any {path} that calls a model</span>
                ) : (
                  expected
                )}
              </p>
            ) : (
              <>
                <p>
                  <span class="mark" aria-hidden="true">
                    −
                  </span>
                  <span class="hidden">expected:</span> <code>{expected}</code>
                </p>
                <p>
                  <span class="mark" aria-hidden="true">
                    +
                  </span>
                  <span class="hidden">actual:</span> {path} was <Changed of={one} />
                </p>
                {reasons.map((reason) => (
                  <p class="dim" key={reason}>
                    {reason}
                  </p>
                ))}
              </>
            )}
          </li>
        )
      })}
    </ul>
  )
}

/** A fixture that names no operation answers all that call a model. */
const isLong = (expected: string): boolean => expected.split(' or ').length > 4

const MAX_DIFFED = 2_000

/** The actual value, with the words marked that the fixture does not look for. */
function Changed({ of: { kind, sought, actual } }: { of: Difference }) {
  if (sought === undefined || sought.length + actual.length > MAX_DIFFED)
    return <code>{actual}</code>
  const parts = diffWordsWithSpace(sought, actual, { ignoreCase: true })
  return (
    <code>
      {parts.map(({ value, added, removed }, at) => {
        if (removed) return null
        // Text around a contained text is not a difference.
        const instead = parts[at - 1]?.removed === true || parts[at + 1]?.removed === true
        return added && (instead || kind === 'equals') ? <mark key={at}>{value}</mark> : value
      })}
    </code>
  )
}

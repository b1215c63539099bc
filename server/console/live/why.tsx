import { useEffect, useState } from 'preact/hooks'
import { diffWordsWithSpace } from 'diff'
import type { Exchange } from '../../journal/types.ts'
import { Failed, Loading } from '../parts/states.tsx'
import { hintFor } from '../playground/hints.ts'
import { href } from '../route.ts'
import { admin } from '../wire/admin.ts'
import { parse } from './exchange.ts'

interface Difference {
  path: string
  expected: string
  actual: string
  holds: boolean
  reasons: readonly string[]
}

export interface Explained {
  guardrail?: { says: string }
  match?: string
  decided?: { by: string; over: readonly string[] }
  conditions?: readonly Difference[]
  misses: readonly {
    fixture: string
    reasons: readonly string[]
    differences: readonly Difference[]
  }[]
}

/** Why this answer: which fixture matched, or which nearly did and what differs. */
export function Why({ exchange }: { exchange: Exchange }) {
  const [explained, setExplained] = useState<Explained | undefined>(undefined)
  const [failed, setFailed] = useState<unknown>(undefined)
  const { operation, model, request, session } = exchange
  const load = () => {
    if (request.clipped || exchange.asked === undefined) return
    setFailed(undefined)
    admin<Explained>(`/near-misses?session=${encodeURIComponent(session)}`, {
      method: 'POST',
      body: {
        operation,
        ...(model !== undefined && { modelId: model.sent }),
        body: parse(request.text) ?? null,
      },
    }).then(setExplained, setFailed)
  }
  useEffect(load, [exchange.id])
  return (
    <div class="why">
      <Answered exchange={exchange} />
      {failed !== undefined && <Failed error={failed} retry={load} />}
      {explained === undefined &&
        failed === undefined &&
        exchange.asked !== undefined &&
        !request.clipped && <Loading what="the fixtures" />}
      {explained !== undefined && <Explanation fixture={exchange.fixture} explained={explained} />}
      {explained === undefined && <Kept exchange={exchange} />}
    </div>
  )
}

function Answered({ exchange: { error, fault, source, fixture, served } }: { exchange: Exchange }) {
  if (fault !== undefined)
    return (
      <p>
        The fault <strong>{fault}</strong> struck. <a href={href(['practise', 'faults'])}>Faults</a>
      </p>
    )
  if (error !== undefined && error.name !== 'FixtureNotFoundException')
    return (
      <p class="bad">
        <strong>{error.name}</strong>: <span class="pre">{error.message}</span>
        <Hint of={`${error.name}: ${error.message}`} />
      </p>
    )
  if (served !== undefined)
    return (
      <p>
        The model <strong>{served.model}</strong> of the model server answered.
      </p>
    )
  if (fixture !== undefined)
    return (
      <p>
        The {source} <strong>{fixture}</strong> answered.
      </p>
    )
  if (source === 'invented') return <p>No fixture matched, so the answer is invented.</p>
  if (source === 'upstream') return <p>The real Bedrock answered.</p>
  return null
}

/** What the usual troubleshooting list says, and where to see the error again on purpose. */
function Hint({ of }: { of: string }) {
  const hint = hintFor(of)
  if (hint === undefined) return null
  return (
    <span class="error-hint">
      {hint} <a href={href(['practise'])}>Practise it</a>
    </span>
  )
}

interface ExplanationProps {
  /** The fixture that answered, where one did. */
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
            {answered === match ? 'It matches' : 'It would match'}: {match}
          </h3>
          <Conditions all={conditions} />
          {over.length > 0 && (
            <p>
              It comes before{' '}
              {over.length === 1 ? 'another that matches' : `${over.length} others that match`}:{' '}
              {over.slice(0, 5).join(', ')}
            </p>
          )}
        </>
      )}
      {misses.map(({ fixture, reasons, differences }, at) => (
        <section key={fixture} class="miss">
          <h3>
            {at === 0 ? 'Closest' : 'Further away'}:{' '}
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
        <p class="dim">No fixture comes near this call.</p>
      )}
    </>
  )
}

/** Each condition: what was expected, what came, and which words differ. */
function Conditions({ all }: { all: readonly Difference[] }) {
  return (
    <ul class="conditions">
      {all.map(({ path, expected, actual, holds, reasons }) => (
        <li key={path} class={holds ? 'holds' : 'differs'}>
          {holds ? (
            <p>
              <span class="mark" aria-hidden="true">
                ✓
              </span>
              <span class="hidden">holds:</span>{' '}
              {isLong(expected) ? (
                <span title={expected}>any {path} that asks a model</span>
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
                <span class="hidden">was:</span> {path} was{' '}
                <Changed expected={expected} actual={actual} />
              </p>
              {reasons.map((reason) => (
                <p class="dim" key={reason}>
                  {reason}
                </p>
              ))}
            </>
          )}
        </li>
      ))}
    </ul>
  )
}

/** A fixture that names no operation answers all that ask a model. */
const isLong = (expected: string): boolean => expected.split(' or ').length > 4

const MAX_DIFFED = 2_000

/** What came, with the words marked that the expectation does not have. */
function Changed({ expected, actual }: { expected: string; actual: string }) {
  const quoted = /"((?:[^"\\]|\\.)*)"/.exec(expected)?.[1]
  if (quoted === undefined || actual.length > MAX_DIFFED) return <code>{actual}</code>
  const parts = diffWordsWithSpace(quoted, actual, { ignoreCase: true })
  return (
    <code>
      {parts.map(({ value, added, removed }, at) => {
        if (removed) return null
        // What only stands around the expected text is no difference.
        const instead = parts[at - 1]?.removed === true || parts[at + 1]?.removed === true
        return added && instead ? <mark key={at}>{value}</mark> : value
      })}
    </code>
  )
}

/** What the journal kept of the moment itself, where the request cannot be asked about again. */
function Kept({ exchange: { misses = [], error } }: { exchange: Exchange }) {
  return (
    <>
      {error?.name === 'FixtureNotFoundException' && <p class="pre">{error.message}</p>}
      {misses.map(({ fixture, reasons }) => (
        <section key={fixture}>
          <h3>{fixture}</h3>
          <ul>
            {reasons.map((reason) => (
              <li key={reason}>{reason}</li>
            ))}
          </ul>
        </section>
      ))}
    </>
  )
}

import { hintFor } from '../playground/hints.ts'
import { href } from '../route.ts'
import { Explanation } from './explanation.tsx'
import type { Detailed } from './exchange.ts'
import { isTwoWay } from './state.ts'

/** Why this answer: which fixture matched, or which nearly did and what differs. */
export function Why({ exchange }: { exchange: Detailed }) {
  const { decided, conditions, error, fixture, misses = [], request } = exchange
  const missed = error?.name === 'FixtureNotFoundException'
  return (
    <div class="why">
      <Answered exchange={exchange} />
      {missed && request.clipped && <p class="pre">{error.message}</p>}
      {(missed || misses.length > 0 || decided !== undefined) && (
        <Explanation
          fixture={fixture}
          explained={{ match: decided?.by, decided, conditions, misses }}
        />
      )}
      {isExplained(exchange) && (
        <p>
          <a href={href(['fixtures', 'explain'], { from: exchange.id })}>
            Which fixture would answer it now?
          </a>
        </p>
      )}
    </div>
  )
}

/** What the Explain form accepts. */
const isExplained = ({ asked, operation, request }: Detailed): boolean =>
  asked !== undefined &&
  !request.clipped &&
  /^(?:Converse|InvokeModel)(?:Stream|WithResponseStream)?$/.test(operation)

function Answered({
  exchange: { error, fault, source, fixture, served, operation },
}: {
  exchange: Detailed
}) {
  if (fault !== undefined)
    return (
      <p>
        The fault <strong>{fault}</strong> was injected.{' '}
        <a href={href(['practise', 'faults'])}>View faults</a>
      </p>
    )
  if (error !== undefined && error.name !== 'FixtureNotFoundException')
    return (
      <p class="bad">
        <strong>{error.name}</strong>: <span class="pre">{error.message}</span>
        <Hint of={`${error.name}: ${error.message}`} />
        {error.name === 'NotImplementedException' && <Unsupported operation={operation} />}
      </p>
    )
  if (served !== undefined)
    return (
      <p>
        The model server answered with the model <strong>{served.model}</strong>.
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

/** The next step for an operation that only fixtures and the real Bedrock answer. */
function Unsupported({ operation }: { operation: string }) {
  return (
    <span class="error-hint">
      {isTwoWay(operation)
        ? 'Fixtures and recordings cannot answer bidirectional streams.'
        : 'A fixture with a response body can answer it. To write one, click “Answer calls like this”.'}
    </span>
  )
}

/** The advice of the troubleshooting list, and how to reproduce the error. */
function Hint({ of }: { of: string }) {
  const hint = hintFor(of)
  if (hint === undefined) return null
  return (
    <span class="error-hint">
      {hint} <a href={href(['practise'])}>Practise this error</a>
    </span>
  )
}

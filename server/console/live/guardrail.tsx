import { GuardrailTrace } from '../parts/guardrail-trace.tsx'
import { parse, streamOf } from './exchange.ts'
import type { Detailed } from './exchange.ts'

const SIDES = [
  ['input', 'Input'],
  ['output', 'Answer'],
] as const

/** A guardrail's findings and actions in a call; the trace has more, if the caller requested one. */
export function Guardrail({ exchange }: { exchange: Detailed }) {
  const { guardrail } = exchange
  if (guardrail === undefined) return null
  const trace = traceOf(exchange)
  if (trace !== undefined) return <GuardrailTrace trace={trace} />
  return (
    <details class="guardrail-trace" open>
      <summary>
        Guardrail {guardrail.id}, version {guardrail.version}
      </summary>
      <ul>
        {SIDES.map(([side, label]) => {
          const found = guardrail[side]
          if (found === undefined) return null
          return (
            <li key={side}>
              {label}:{' '}
              <strong class={found.action === 'NONE' ? undefined : 'bad'}>{found.action}</strong>
              {found.found.length > 0 && (
                <ul>
                  {found.found.map((what) => (
                    <li key={what}>{what}</li>
                  ))}
                </ul>
              )}
            </li>
          )
        })}
      </ul>
    </details>
  )
}

/** In the body of an answer, or in the last event of a stream. */
function traceOf(exchange: Detailed): unknown {
  const body =
    parse(exchange.response.text) ?? parse(streamOf(exchange)?.events.at(-1)?.payload ?? '')
  const { trace } = (typeof body === 'object' && body !== null ? body : {}) as { trace?: unknown }
  return trace
}

import { sidesOf } from './guardrail-findings.ts'
import { Tree } from './tree.tsx'

/** A guardrail's findings and actions on each side, with the full trace. */
export function GuardrailTrace({ trace }: { trace: unknown }) {
  const sides = sidesOf(trace)
  return (
    <details class="guardrail-trace" open>
      <summary>Guardrail</summary>
      <ul>
        {sides.map(({ side, guardrail, findings }) => (
          <li key={`${side} ${guardrail}`}>
            {side === 'input' ? 'Input' : 'Answer'} <span class="dim">checked by {guardrail}</span>
            {findings.length === 0 ? (
              <span>: nothing found</span>
            ) : (
              <ul>
                {findings.map(({ policy, what, action }, at) => (
                  <li key={at}>
                    {policy}: {what}{' '}
                    <strong class={action === 'NONE' ? undefined : 'bad'}>{action}</strong>
                  </li>
                ))}
              </ul>
            )}
          </li>
        ))}
      </ul>
      <details>
        <summary>Full trace</summary>
        <Tree value={trace} label="Guardrail trace" />
      </details>
    </details>
  )
}

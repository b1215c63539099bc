import { useState } from 'preact/hooks'
import { plural } from '../format.ts'
import { SessionSelect } from '../parts/session-select.tsx'
import { href } from '../route.ts'
import { hints } from './hints.ts'
import type { Hint } from './hints.ts'
import { Recipes } from './recipes.tsx'
import { ruleOf } from './rules.ts'
import { addFault, aim, faults, isOn, left, removeFault, target, trying } from './state.ts'

export function Hints() {
  const [opened, setOpened] = useState<Hint | undefined>(undefined)
  return (
    <>
      <p class="dim">
        A switch makes the next calls fail, then turns itself off. Sending the prompt needs no
        switch: a bundled fixture answers it.
      </p>
      <TargetChoice />
      <div class="scrolling" tabIndex={0} role="region" aria-label="Hints">
        <table class="hints">
          <thead>
            <tr>
              <th scope="col">What</th>
              <th scope="col">Next calls</th>
              <th scope="col">Your code sees</th>
              <th scope="col">Your code should</th>
              <th scope="col">More</th>
            </tr>
          </thead>
          <tbody>
            {hints.map((hint) => (
              <Row key={hint.ask} hint={hint} onShow={() => setOpened(hint)} />
            ))}
          </tbody>
        </table>
      </div>
      {opened !== undefined && (
        <Recipes hint={opened} target={target.value} onClose={() => setOpened(undefined)} />
      )}
    </>
  )
}

const change = (more: Partial<typeof aim.value>) => {
  aim.value = { ...aim.value, ...more }
}

/** The calls that a switch affects. */
function TargetChoice() {
  const { model, calls } = target.value
  return (
    <fieldset class="choice hint-target">
      <legend class="hidden">A switch affects</legend>
      <label class="check">
        Calls
        <input
          type="number"
          min={1}
          max={1000}
          value={calls}
          onChange={(event) =>
            change({ calls: Math.max(1, Math.round(Number(event.currentTarget.value)) || 1) })
          }
        />
      </label>
      <label class="check">
        of session
        <SessionSelect />
      </label>
      <label class="check">
        to model
        <input
          class="mono"
          type="text"
          value={model}
          placeholder="*"
          title="A glob: amazon.nova-*"
          onChange={(event) => change({ model: event.currentTarget.value.trim() })}
        />
      </label>
    </fieldset>
  )
}

function Row({ hint, onShow }: { hint: Hint; onShow(): void }) {
  const { ask, title, sees, should, fault } = hint
  const own = faults.value.filter(({ name, from }) => name === ask && from === 'added')
  const on = own.find(isOn)
  const struck = own.reduce((sum, one) => sum + one.struck, 0)
  const flip = async () => {
    if (on === undefined) await trying(addFault(ruleOf(hint, target.value)))
    else await removeFault(on.id)
  }
  return (
    <tr>
      <th scope="row">{title}</th>
      <td>
        {fault === undefined ? (
          <span class="dim">by a fixture only</span>
        ) : (
          <label class="check">
            <input
              type="checkbox"
              role="switch"
              aria-label={title}
              checked={on !== undefined}
              onChange={() => void flip()}
            />
            {on === undefined ? 'off' : plural(left(on) ?? 0, 'call')}
            {struck > 0 && <span class="dim"> struck {struck}</span>}
          </label>
        )}
      </td>
      <td>{sees}</td>
      <td>{should}</td>
      <td class="hint-actions">
        <a class="quiet-link" href={href(['playground'], { prompt: ask })}>
          Try<span class="hidden"> {title} in the playground</span>
        </a>
        <button type="button" class="quiet" onClick={onShow}>
          As code<span class="hidden"> for {title}</span>
        </button>
      </td>
    </tr>
  )
}

import { useState } from 'preact/hooks'
import { plural } from '../format.ts'
import { SessionSelect } from '../parts/session-select.tsx'
import { href } from '../route.ts'
import { problems } from './problems.ts'
import type { Problem } from './problems.ts'
import { Recipes } from './recipes.tsx'
import { ruleOf } from './rules.ts'
import { addFault, aim, faults, isOn, left, removeFault, target, trying } from './state.ts'

export function CommonProblems() {
  const [opened, setOpened] = useState<Problem | undefined>(undefined)
  return (
    <>
      <p class="dim">
        Turn on a switch to make the next calls fail. It turns itself off afterwards. To see a
        problem without a switch, click Try and send the prompt: a bundled fixture answers it.
      </p>
      <TargetChoice />
      <div class="scrolling" tabIndex={0} role="region" aria-label="Common problems">
        <table class="common-problems">
          <thead>
            <tr>
              <th scope="col">Problem</th>
              <th scope="col">Next calls</th>
              <th scope="col">Your code sees</th>
              <th scope="col">Your code should</th>
              <th scope="col">Actions</th>
            </tr>
          </thead>
          <tbody>
            {problems.map((problem) => (
              <Row key={problem.prompt} problem={problem} onShow={() => setOpened(problem)} />
            ))}
          </tbody>
        </table>
      </div>
      {opened !== undefined && (
        <Recipes problem={opened} target={target.value} onClose={() => setOpened(undefined)} />
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
    <fieldset class="choice problem-target">
      <legend class="hidden">Calls that a switch affects</legend>
      <label class="check">
        Number of calls
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
        For session
        <SessionSelect />
      </label>
      <label class="check">
        For model
        <input
          class="mono"
          type="text"
          value={model}
          placeholder="*"
          title="A glob pattern, such as amazon.nova-*"
          onChange={(event) => change({ model: event.currentTarget.value.trim() })}
        />
      </label>
    </fieldset>
  )
}

function Row({ problem, onShow }: { problem: Problem; onShow(): void }) {
  const { prompt, title, sees, should, fault } = problem
  const own = faults.value.filter(({ name, from }) => name === prompt && from === 'added')
  const on = own.find(isOn)
  const injected = own.reduce((sum, one) => sum + one.struck, 0)
  const flip = async () => {
    if (on === undefined) await trying(addFault(ruleOf(problem, target.value)))
    else await removeFault(on.id)
  }
  return (
    <tr>
      <th scope="row">{title}</th>
      <td>
        {fault === undefined ? (
          <span class="dim">Fixture only</span>
        ) : (
          <label class="check">
            <input
              type="checkbox"
              role="switch"
              aria-label={title}
              checked={on !== undefined}
              onChange={() => void flip()}
            />
            {on === undefined ? 'Off' : plural(left(on) ?? 0, 'call')}
            {injected > 0 && <span class="dim"> injected {plural(injected, 'time')}</span>}
          </label>
        )}
      </td>
      <td>{sees}</td>
      <td>{should}</td>
      <td class="problem-actions">
        <a class="quiet-link" href={href(['playground'], { prompt })}>
          Try<span class="hidden"> {title} in the playground</span>
        </a>
        <button type="button" class="quiet" onClick={onShow}>
          View code<span class="hidden"> for {title}</span>
        </button>
      </td>
    </tr>
  )
}

import { useEffect, useState } from 'preact/hooks'
import { Code } from '../parts/code.tsx'
import { Dialog } from '../parts/dialog.tsx'
import { Failed } from '../parts/states.tsx'
import { go, href, route } from '../route.ts'
import { hints, ruleOf } from './hints.ts'
import type { Hint } from './hints.ts'
import { Quotas } from './quotas.tsx'
import { addFault, faults, isOn, readFaults, removeAllFaults, removeFault } from './state.ts'

/** What goes wrong on Bedrock, on purpose. */
export function Screen() {
  const [error, setError] = useState<unknown>(undefined)
  const load = () => {
    setError(undefined)
    readFaults().catch(setError)
  }
  useEffect(load, [])
  const tab = route.value.path[1] ?? ''
  return (
    <div class="screen practise">
      <h1>Practise what goes wrong</h1>
      <nav aria-label="Practise" class="sub-navigation">
        {[
          ['', 'Hints'],
          ['faults', 'Faults'],
          ['quotas', 'Quotas'],
        ].map(([name = '', label]) => (
          <a
            key={name}
            href={href(name === '' ? ['practise'] : ['practise', name])}
            aria-current={name === tab ? 'page' : undefined}
          >
            {label}
          </a>
        ))}
      </nav>
      {error !== undefined && <Failed error={error} retry={load} />}
      {tab === 'faults' ? <Faults /> : tab === 'quotas' ? <Quotas /> : <Hints />}
    </div>
  )
}

function Hints() {
  const [shown, setShown] = useState<Hint | undefined>(undefined)
  return (
    <>
      <p class="dim">
        A switch makes the next two calls of anybody fail so, then it is over. Asking the sentence
        needs no switch: a bundled fixture answers it.
      </p>
      <div class="scrolling" tabIndex={0} role="region" aria-label="Hints">
        <table class="hints">
          <thead>
            <tr>
              <th scope="col">What</th>
              <th scope="col">Next two calls</th>
              <th scope="col">Your code sees</th>
              <th scope="col">Your code should</th>
              <th scope="col">Elsewhere</th>
            </tr>
          </thead>
          <tbody>
            {hints.map((hint) => (
              <Row key={hint.ask} hint={hint} onShow={() => setShown(hint)} />
            ))}
          </tbody>
        </table>
      </div>
      {shown !== undefined && <Recipes hint={shown} onClose={() => setShown(undefined)} />}
    </>
  )
}

function Row({ hint, onShow }: { hint: Hint; onShow(): void }) {
  const { ask, title, sees, should, fault } = hint
  const own = faults.value.filter(({ name, from }) => name === ask && from === 'added')
  const on = own.find(isOn)
  const struck = own.reduce((sum, one) => sum + one.struck, 0)
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
              onChange={() => void (on === undefined ? addFault(ruleOf(hint)) : removeFault(on.id))}
            />
            {on === undefined ? 'off' : 'on'}
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

function Recipes({ hint: { ask, title, fault }, onClose }: { hint: Hint; onClose(): void }) {
  const rule = JSON.stringify({ ...fault, times: 2 })
  return (
    <Dialog title={`${title} as code`} onClose={onClose} wide>
      <h3>Ask for it</h3>
      <Code
        text={`npm run lambda -- converse --event '{"prompt":"${ask}"}'`}
        label="Command"
        copy="command"
      />
      {fault !== undefined && (
        <>
          <h3>In the config</h3>
          <Code text={`faults:\n  - ${rule}\n`} label="Config" copy="config" />
          <h3>In a test</h3>
          <Code text={`bedrock.faults.add(${rule})`} label="Test" copy="test line" />
          <h3>On the command line</h3>
          <Code
            text={`curl ${location.origin}/_admin/faults -d '${rule}'`}
            label="curl"
            copy="curl command"
          />
        </>
      )}
      <p>
        <button
          type="button"
          class="primary"
          onClick={() => {
            onClose()
            go(href(['playground'], { prompt: ask }))
          }}
        >
          Try in the playground
        </button>
      </p>
    </Dialog>
  )
}

const EXAMPLE =
  '{ "error": "ThrottlingException", "match": { "model": "amazon.nova-*" }, "times": 2 }'

function Faults() {
  const [text, setText] = useState(EXAMPLE)
  return (
    <>
      <form
        class="answer-form"
        onSubmit={(event) => {
          event.preventDefault()
          void addFault(text)
        }}
      >
        <label class="stacked">
          A rule, as JSON
          <textarea
            rows={3}
            spellcheck={false}
            value={text}
            onInput={(event) => setText(event.currentTarget.value)}
          />
        </label>
        <p class="card-actions">
          <button type="submit" class="primary">
            Add
          </button>
          <button type="button" onClick={() => void removeAllFaults()}>
            All off
          </button>
        </p>
      </form>
      <h2>Rules, in the order in which they are tried</h2>
      {faults.value.length === 0 ? (
        <p class="dim">Nothing goes wrong on purpose.</p>
      ) : (
        <ul class="fault-list">
          {faults.value.map((fault) => (
            <li key={fault.id}>
              <strong>{fault.name}</strong> <code>{JSON.stringify(fault.rule)}</code>
              <span class="dim">
                {' '}
                {fault.from}, struck {fault.struck}
                {isOn(fault) ? '' : ', over'}
              </span>{' '}
              {fault.from === 'added' && (
                <button type="button" class="quiet" onClick={() => void removeFault(fault.id)}>
                  Remove<span class="hidden"> {fault.name}</span>
                </button>
              )}
            </li>
          ))}
        </ul>
      )}
    </>
  )
}

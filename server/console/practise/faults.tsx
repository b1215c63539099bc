import { useState } from 'preact/hooks'
import { SessionSelect } from '../parts/session-select.tsx'
import { plural } from '../format.ts'
import { Failed } from '../parts/states.tsx'
import { toast } from '../parts/toast.tsx'
import { BreakField, ChoiceField, NumberField, TextField } from './fields.tsx'
import { problems } from './problems.ts'
import { at, errorAt, put, putError, readRule, writeRule } from './rule-text.ts'
import { addFault, faults, isOn, removeAllFaults, removeFault } from './state.ts'

const START = writeRule({ error: 'ThrottlingException', total: 2 })

const ERRORS = [
  ...new Set([
    ...problems.flatMap(({ fault = {} }) => {
      const type = errorAt(fault, 'type')
      return typeof type === 'string' ? [type] : []
    }),
    'ModelErrorException',
    'ModelStreamErrorException',
    'InternalServerException',
    'ServiceQuotaExceededException',
  ]),
].toSorted()

const STREAM_POINTS = [
  ['afterEvents', 'After some events of a stream'],
  ['inEvent', 'In the middle of an event'],
] as const

/** Every member of a rule: the fields and the JSON below stay in sync. */
export function FaultForm() {
  const [text, setText] = useState(START)
  const [error, setError] = useState<unknown>(undefined)
  const rule = readRule(text)
  const add = () => {
    setError(undefined)
    addFault(text).then(() => toast('Fault added. It applies from now on.'), setError)
  }
  return (
    <form
      class="answer-form fault-form"
      onSubmit={(event) => {
        event.preventDefault()
        add()
      }}
    >
      {rule !== undefined && <Fields rule={rule} onRule={(next) => setText(writeRule(next))} />}
      <div class="fault-text">
        <label class="stacked">
          Rule as JSON
          <textarea
            rows={Math.max(5, text.split('\n').length + 1)}
            spellcheck={false}
            value={text}
            onInput={(event) => setText(event.currentTarget.value)}
          />
        </label>
        {rule === undefined && <p class="bad">This is not a JSON object.</p>}
        <p class="card-actions">
          <label class="check">
            For session
            <SessionSelect />
          </label>
          <button type="submit" class="primary" disabled={rule === undefined}>
            Add fault
          </button>
        </p>
        {error !== undefined && <Failed error={error} />}
      </div>
    </form>
  )
}

interface FieldsProps {
  rule: Readonly<Record<string, unknown>>
  onRule(rule: Readonly<Record<string, unknown>>): void
}

function Fields({ rule, onRule }: FieldsProps) {
  const member = (...path: string[]) => ({
    value: at(rule, path),
    onChange: (value: unknown) => onRule(put(rule, path, value)),
  })
  const ofError = (name: string) => ({
    value: errorAt(rule, name),
    onChange: (value: unknown) => onRule(putError(rule, name, value)),
  })
  const verdicts = [
    ['', 'As configured'],
    ['none', 'Nothing found'],
    ['blocked', 'Blocked'],
  ] as const
  return (
    <div class="fault-fields">
      <fieldset>
        <legend>Calls</legend>
        <TextField label="Model" {...member('match', 'model')} />
        <TextField label="Operation" {...member('match', 'operation')} />
        <TextField label="Prompt contains" {...member('match', 'prompt')} />
        <TextField label="System prompt contains" {...member('match', 'system')} />
      </fieldset>
      <fieldset>
        <legend>Frequency</legend>
        <NumberField label="Total for all sessions" {...member('total')} />
        <NumberField label="Times per session" {...member('times')} />
        <NumberField label="Every nth call" {...member('every')} />
        <NumberField label="Probability (0 to 1)" {...member('probability')} />
      </fieldset>
      <fieldset>
        <legend>Error</legend>
        <TextField label="Error type" {...ofError('type')} suggestions={ERRORS} />
        <TextField label="Message" {...ofError('message')} />
        <NumberField label="Stream events before it" {...ofError('afterEvents')} />
        <NumberField label="Original status code" {...ofError('originalStatusCode')} />
        <TextField label="Original message" {...ofError('originalMessage')} />
        <TextField label="Resource name" {...ofError('resourceName')} />
      </fieldset>
      <fieldset>
        <legend>Slow or broken answer</legend>
        <NumberField label="Delay before the first byte (ms)" {...member('delayMs')} />
        <NumberField label="Delay between events (ms)" {...member('betweenMs')} />
        <NumberField label="Delay between bytes (ms)" {...member('byteMs')} />
        <BreakField
          label="Stall"
          name="stall"
          rule={rule}
          onRule={onRule}
          options={STREAM_POINTS.slice(0, 1)}
        />
        <BreakField label="Cut" name="cut" rule={rule} onRule={onRule} options={STREAM_POINTS} />
        <BreakField
          label="Reset"
          name="reset"
          rule={rule}
          onRule={onRule}
          options={STREAM_POINTS}
        />
        <ChoiceField
          label="Refuse"
          value={rule['refuse'] === true ? 'true' : ''}
          options={[
            ['', 'No'],
            ['true', 'Reset the connection before the answer'],
          ]}
          onChange={(value) => onRule(put(rule, ['refuse'], value === 'true' ? true : undefined))}
        />
        <NumberField label="Corrupt event number" {...member('corrupt')} />
      </fieldset>
      <fieldset>
        <legend>Guardrail</legend>
        <ChoiceField label="Input" options={verdicts} {...member('guardrail', 'input')} />
        <ChoiceField label="Answer" options={verdicts} {...member('guardrail', 'output')} />
      </fieldset>
      <TextField label="Name in the journal" {...member('name')} />
    </div>
  )
}

export function FaultList() {
  return (
    <>
      <h2>Faults, in the order in which they apply</h2>
      {faults.value.length === 0 ? (
        <p class="dim">No faults.</p>
      ) : (
        <>
          <ul class="fault-list">
            {faults.value.map((fault) => (
              <li key={fault.id}>
                <strong>{fault.name}</strong> <code>{JSON.stringify(fault.rule)}</code>
                <span class="dim">
                  {' '}
                  {fault.from === 'config' ? 'from the config' : 'added'}
                  {fault.session !== undefined &&
                    fault.session !== '*' &&
                    ` for session ${fault.session}`}
                  , injected {plural(fault.struck, 'time')}
                  {isOn(fault) ? '' : ', used up'}
                </span>{' '}
                {fault.from === 'added' && (
                  <button type="button" class="quiet" onClick={() => void removeFault(fault.id)}>
                    Remove<span class="hidden"> {fault.name}</span>
                  </button>
                )}
              </li>
            ))}
          </ul>
          <p>
            <button type="button" onClick={() => void removeAllFaults()}>
              Turn all off
            </button>
          </p>
        </>
      )}
    </>
  )
}

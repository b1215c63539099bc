import { useState } from 'preact/hooks'
import { SessionSelect } from '../parts/session-select.tsx'
import { Failed } from '../parts/states.tsx'
import { toast } from '../parts/toast.tsx'
import { BreakField, ChoiceField, NumberField, TextField } from './fields.tsx'
import { hints } from './hints.ts'
import { at, errorAt, put, putError, readRule, writeRule } from './rule-text.ts'
import { addFault, faults, isOn, removeAllFaults, removeFault } from './state.ts'

const START = writeRule({ error: 'ThrottlingException', total: 2 })

const ERRORS = [
  ...new Set([
    ...hints.flatMap(({ fault = {} }) => {
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
  ['afterEvents', 'after events of a stream'],
  ['inEvent', 'within an event of a stream'],
] as const

/** Every member of a rule: the fields and the JSON below stay in sync. */
export function FaultForm() {
  const [text, setText] = useState(START)
  const [error, setError] = useState<unknown>(undefined)
  const rule = readRule(text)
  const add = () => {
    setError(undefined)
    addFault(text).then(() => toast('Added. It applies from now on.'), setError)
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
            Add
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
    ['', 'as configured'],
    ['none', 'nothing is found'],
    ['blocked', 'blocked'],
  ] as const
  return (
    <div class="fault-fields">
      <fieldset>
        <legend>Which calls</legend>
        <TextField label="Model" {...member('match', 'model')} />
        <TextField label="Operation" {...member('match', 'operation')} />
        <TextField label="Prompt contains" {...member('match', 'prompt')} />
        <TextField label="System prompt contains" {...member('match', 'system')} />
      </fieldset>
      <fieldset>
        <legend>How often</legend>
        <NumberField label="Total for all sessions" {...member('total')} />
        <NumberField label="Times per session" {...member('times')} />
        <NumberField label="Every nth call" {...member('every')} />
        <NumberField label="Probability, 0 to 1" {...member('probability')} />
      </fieldset>
      <fieldset>
        <legend>An error</legend>
        <TextField label="Error" {...ofError('type')} suggestions={ERRORS} />
        <TextField label="Message" {...ofError('message')} />
        <NumberField label="After events of a stream" {...ofError('afterEvents')} />
        <NumberField label="Original status code" {...ofError('originalStatusCode')} />
        <TextField label="Original message" {...ofError('originalMessage')} />
        <TextField label="Resource name" {...ofError('resourceName')} />
      </fieldset>
      <fieldset>
        <legend>A slow or broken answer</legend>
        <NumberField label="Delay before the first byte, ms" {...member('delayMs')} />
        <NumberField label="Delay between events, ms" {...member('betweenMs')} />
        <NumberField label="Delay between bytes, ms" {...member('byteMs')} />
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
          label="Refused"
          value={rule['refuse'] === true ? 'true' : ''}
          options={[
            ['', 'no'],
            ['true', 'connection reset before the answer'],
          ]}
          onChange={(value) => onRule(put(rule, ['refuse'], value === 'true' ? true : undefined))}
        />
        <NumberField label="Corrupt event number" {...member('corrupt')} />
      </fieldset>
      <fieldset>
        <legend>A guardrail</legend>
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
      <h2>Rules, in the order they are tried</h2>
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
                  {fault.from}
                  {fault.session !== undefined &&
                    fault.session !== '*' &&
                    ` for session ${fault.session}`}
                  , struck {fault.struck}
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
          <p>
            <button type="button" onClick={() => void removeAllFaults()}>
              All off
            </button>
          </p>
        </>
      )}
    </>
  )
}

import { useId } from 'preact/hooks'
import { at, put } from './rule-text.ts'

type Rule = Readonly<Record<string, unknown>>

interface FieldProps {
  label: string
  value: unknown
  onChange(value: unknown): void
}

const textOf = (value: unknown) =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : ''

export function TextField({
  label,
  value,
  onChange,
  suggestions,
}: FieldProps & { suggestions?: readonly string[] }) {
  const list = useId()
  return (
    <label class="stacked">
      {label}
      <input
        class="mono"
        type="text"
        value={textOf(value)}
        {...(suggestions !== undefined && { list })}
        onInput={(event) => onChange(event.currentTarget.value || undefined)}
      />
      {suggestions !== undefined && (
        <datalist id={list}>
          {suggestions.map((one) => (
            <option key={one} value={one} />
          ))}
        </datalist>
      )}
    </label>
  )
}

/** The server validates numbers, so any is accepted. */
export function NumberField({ label, value, onChange }: FieldProps) {
  return (
    <label class="stacked">
      {label}
      <input
        type="number"
        step="any"
        value={textOf(value)}
        onInput={({ currentTarget: { value: text } }) =>
          onChange(text === '' ? undefined : Number(text))
        }
      />
    </label>
  )
}

interface ChoiceProps {
  label: string
  value: unknown
  onChange(value: string | undefined): void
  /** Values and their labels; the first one means no value. */
  options: readonly (readonly [value: string, label: string])[]
}

export function ChoiceField({ label, value, onChange, options }: ChoiceProps) {
  return (
    <label class="stacked">
      {label}
      <select
        value={textOf(value)}
        onChange={(event) => onChange(event.currentTarget.value || undefined)}
      >
        {options.map(([name, text]) => (
          <option key={name} value={name}>
            {text}
          </option>
        ))}
      </select>
    </label>
  )
}

const POINTS: Readonly<Record<string, string>> = {
  afterEvents: 'number of events before it',
  inEvent: 'event number',
  forMs: 'duration in ms (empty: forever)',
}

interface BreakProps {
  label: string
  name: 'stall' | 'cut' | 'reset'
  rule: Rule
  /** Its other forms than `true`. */
  options: ChoiceProps['options']
  onRule(rule: Rule): void
}

/** Where an answer breaks or pauses: before its first byte, or at an event of its stream. */
export function BreakField({ label, name, rule, options, onRule }: BreakProps) {
  const value = rule[name]
  const members = typeof value === 'object' && value !== null ? Object.keys(value) : []
  const kind =
    value === true
      ? 'true'
      : members.includes('inEvent')
        ? 'inEvent'
        : members.length > 0
          ? 'afterEvents'
          : ''
  const visible =
    kind === 'inEvent'
      ? ['inEvent']
      : kind === 'afterEvents'
        ? name === 'stall'
          ? ['afterEvents', 'forMs']
          : ['afterEvents']
        : []
  return (
    <>
      <ChoiceField
        label={label}
        value={kind}
        options={[['', 'No'], ['true', 'Before the first byte'], ...options]}
        onChange={(next) =>
          onRule(
            put(
              rule,
              [name],
              next === 'true'
                ? true
                : next === undefined
                  ? undefined
                  : { [next]: next === 'inEvent' ? 1 : 3 },
            ),
          )
        }
      />
      {visible.map((member) => (
        <NumberField
          key={member}
          label={`${label}: ${POINTS[member] ?? member}`}
          value={at(rule, [name, member])}
          onChange={(next) => onRule(put(rule, [name, member], next))}
        />
      ))}
    </>
  )
}

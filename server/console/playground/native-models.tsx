import { catalogue } from '../models/state.ts'
import type { Card } from '../models/state.ts'
import { setQuery } from '../route.ts'

/** Whether a model has a native body and, if given, this kind of output. */
export const isNative =
  (output: string | undefined) =>
  ({ operations, template, here, output: made }: Card): boolean =>
    here &&
    template !== undefined &&
    operations.includes('InvokeModel') &&
    (output === undefined || made.includes(output))

/** Models with a native body, by provider. */
export function NativeModels({ modelId, output }: { modelId: string; output: string | undefined }) {
  const cards = (catalogue.value?.models ?? []).filter(isNative(output))
  const providers = [...new Set(cards.map(({ provider }) => provider))].toSorted((a, b) =>
    a.localeCompare(b),
  )
  const known = cards.some(({ id }) => id === modelId)
  return (
    <select
      class="model-choice"
      aria-label="Model"
      value={modelId}
      onChange={(event) => setQuery({ models: event.currentTarget.value })}
    >
      {!known && <option value={modelId}>{modelId}</option>}
      {providers.map((provider) => (
        <optgroup key={provider} label={provider}>
          {cards
            .filter((card) => card.provider === provider)
            .map(({ id }) => (
              <option key={id} value={id}>
                {id}
              </option>
            ))}
        </optgroup>
      ))}
    </select>
  )
}

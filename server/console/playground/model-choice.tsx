import { useState } from 'preact/hooks'
import { callableId, cardOf, catalogue, isChat, isOld, needsProfile } from '../models/state.ts'

const OTHER = 'other'

interface ModelChoiceProps {
  modelId: string
  onChange(modelId: string): void
}

/** Every chat model, by provider; those that need a profile are called through it. Any id or ARN can be typed. */
export function ModelChoice({ modelId, onChange }: ModelChoiceProps) {
  const [writing, setWriting] = useState(false)
  const cards = (catalogue.value?.models ?? []).filter(
    (card) =>
      isChat(card) &&
      card.here &&
      card.types.some((type) => type !== 'PROVISIONED') &&
      callableId(card) !== undefined,
  )
  const providers = [...new Set(cards.map(({ provider }) => provider))].toSorted()
  const offered = new Set(
    cards.flatMap((card) => [callableId(card), ...card.profiles.map(({ id }) => id)]),
  )
  const card = cardOf(modelId)
  if (writing)
    return (
      <input
        class="mono model-id"
        type="text"
        aria-label="Model"
        value={modelId}
        placeholder="ID or ARN"
        onChange={(event) => {
          if (event.currentTarget.value !== '') onChange(event.currentTarget.value)
        }}
        onBlur={() => setWriting(false)}
      />
    )
  return (
    <select
      class="model-choice"
      aria-label="Model"
      title={modelId}
      value={modelId}
      onChange={(event) => {
        const { value } = event.currentTarget
        if (value === OTHER) setWriting(true)
        else onChange(value)
      }}
    >
      {!offered.has(modelId) && <option value={modelId}>{card?.name ?? modelId}</option>}
      {providers.map((provider) => (
        <optgroup key={provider} label={provider}>
          {cards
            .filter((one) => one.provider === provider)
            .map((one) => (
              <option key={one.id} value={callableId(one)}>
                {one.name}
                {needsProfile(one) ? ' · through a profile' : ''}
                {isOld(one) ? ' · legacy' : ''}
              </option>
            ))}
        </optgroup>
      ))}
      <optgroup label="Inference profiles">
        {cards
          .flatMap((one) => one.profiles.map(({ id }) => ({ id, own: callableId(one) })))
          .filter(({ id, own }) => id !== own)
          .map(({ id }) => (
            <option key={id} value={id}>
              {id}
            </option>
          ))}
      </optgroup>
      <option value={OTHER}>Other ID or ARN…</option>
    </select>
  )
}

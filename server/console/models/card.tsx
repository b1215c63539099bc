import { useId } from 'preact/hooks'
import { capitalised, plural } from '../format.ts'
import { Copy } from '../parts/copy.tsx'
import { href } from '../route.ts'
import { callableId, isChat, isOld, knows, nameOf, needsProfile } from './state.ts'
import type { Card } from './state.ts'

interface ModelCardProps {
  card: Card
  chosen: readonly string[]
  onChoose(id: string): void
}

/** One model in the catalogue: an article with its name and actions. */
export function ModelCard({ card, chosen, onChoose }: ModelCardProps) {
  const heading = useId()
  const { id, calls, fixtures } = card
  const name = nameOf(card)
  const sent = callableId(card)
  return (
    <article class="card" aria-labelledby={heading} data-unavailable={card.here ? undefined : ''}>
      <h2 id={heading}>{name}</h2>
      <p class="card-id">
        <code>{id}</code> <Copy text={id} what={`ID of ${id}`} />
      </p>
      <p>
        {words(card.input)} → {words(card.output)}
      </p>
      <p class="tags">
        {tagsOf(card).map((tag) => (
          <span class="tag" key={tag}>
            {tag}
          </span>
        ))}
      </p>
      <p class="dim">{priceWords(card)}</p>
      <p class="dim">
        <span class={isOld(card) ? 'warning' : undefined}>{statusWords(card)}</span>
        {` · Context: ${contextSize(card) ?? 'unknown'}`}
        {fixtures > 0 && ` · ${plural(fixtures, 'fixture')}`}
        {calls > 0 && ` · ${plural(calls, 'call')}`}
        {!card.here &&
          ` · not available in this region${card.regions ? `, only in ${card.regions.join(', ')}` : ''}`}
      </p>
      <p class="card-actions">
        {isChat(card) && sent !== undefined && (
          <a
            class="button primary"
            href={href(['playground'], { models: sent })}
            title={
              needsProfile(card)
                ? `Called as ${sent}, because it does not support on-demand calls by its own ID`
                : sent
            }
          >
            Try<span class="hidden"> {name}</span>
          </a>
        )}
        {!isChat(card) && card.template !== undefined && (
          <a class="button primary" href={href(['playground'], { tab: 'invoke', models: sent })}>
            Try<span class="hidden"> {name} with InvokeModel</span>
          </a>
        )}
        <a class="button" href={href(['models', id])}>
          Details<span class="hidden"> of {name}</span>
        </a>
        {isChat(card) && sent !== undefined && (
          <label class="check button">
            <input
              type="checkbox"
              checked={chosen.includes(sent)}
              onChange={() => onChoose(sent)}
            />
            Compare<span class="hidden"> {name}</span>
          </label>
        )}
      </p>
    </article>
  )
}

export const words = (modalities: readonly string[]): string =>
  modalities.map((one) => one.toLowerCase()).join(', ')

export function tagsOf(card: Card): string[] {
  const { operations, streams, types } = card
  const chat = isChat(card)
  return [
    ...(chat ? ['Converse'] : operations.includes('InvokeModel') ? ['InvokeModel'] : []),
    ...(streams ? ['Streaming'] : ['No streaming']),
    ...(chat && knows(card, 'tools') ? ['Tools'] : []),
    ...(types.includes('ON_DEMAND')
      ? ['On-demand']
      : types.includes('INFERENCE_PROFILE')
        ? ['Profile only']
        : []),
    ...(types.includes('PROVISIONED') && !types.includes('ON_DEMAND') ? ['Provisioned'] : []),
  ]
}

const number = (value: number) => (/\.\d\d/.test(String(value)) ? String(value) : value.toFixed(2))

export function priceWords({ price }: Card): string {
  if (price === undefined) return 'Unknown price'
  return `$${number(price.input)} input, $${number(price.output)} output per million tokens`
}

export function contextSize({ contextTokens }: Card): string | undefined {
  if (contextTokens === undefined) return undefined
  return contextTokens >= 1_000_000
    ? `${contextTokens / 1_000_000}M tokens`
    : `${Math.round(contextTokens / 1_000)}K tokens`
}

export function statusWords({ status, retired }: Card): string {
  if (retired === true) return 'Retired on AWS, but available here'
  if (status === 'END_OF_LIFE') return 'End of life (set in the config)'
  return capitalised(status.toLowerCase())
}

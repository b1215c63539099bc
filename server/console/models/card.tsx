import { useId } from 'preact/hooks'
import { plural } from '../format.ts'
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
    <article class="card" aria-labelledby={heading} data-away={card.here ? undefined : ''}>
      <h2 id={heading}>{name}</h2>
      <p class="card-id">
        <code>{id}</code> <Copy text={id} what={`id of ${id}`} />
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
      <p class="dim">
        {priceWords(card)} · {contextWords(card)}
      </p>
      <p class="dim">
        <span class={isOld(card) ? 'warning' : undefined}>{statusWords(card)}</span>
        {fixtures > 0 && ` · ${plural(fixtures, 'fixture')}`}
        {calls > 0 && ` · ${plural(calls, 'call')}`}
        {!card.here && ` · not in this region${card.regions ? `: ${card.regions.join(', ')}` : ''}`}
      </p>
      <p class="card-actions">
        {isChat(card) && sent !== undefined && (
          <a
            class="button primary"
            href={href(['playground'], { models: sent })}
            title={
              needsProfile(card)
                ? `Called as ${sent}, because on-demand calls by its own id are not supported`
                : sent
            }
          >
            Try<span class="hidden"> {name}</span>
          </a>
        )}
        {!isChat(card) && card.template !== undefined && (
          <a class="button primary" href={href(['playground'], { tab: 'invoke', models: sent })}>
            Try<span class="hidden"> {name} in InvokeModel</span>
          </a>
        )}
        <a class="button" href={href(['models', id])}>
          Card<span class="hidden"> of {name}</span>
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
  modalities.map((one) => one.toLowerCase()).join(' ')

export function tagsOf(card: Card): string[] {
  const { operations, streams, types } = card
  const chat = isChat(card)
  return [
    ...(chat ? ['Converse'] : operations.includes('InvokeModel') ? ['InvokeModel'] : []),
    ...(streams ? ['Stream'] : ['no stream']),
    ...(chat && knows(card, 'tools') ? ['Tools'] : []),
    ...(types.includes('ON_DEMAND')
      ? ['On-demand']
      : types.includes('INFERENCE_PROFILE')
        ? ['Profile only']
        : []),
    ...(types.includes('PROVISIONED') && !types.includes('ON_DEMAND') ? ['Provisioned'] : []),
  ]
}

const number = (value: number) => (value >= 1 ? value.toFixed(2) : String(value))

export function priceWords({ price }: Card): string {
  if (price === undefined) return 'price not known'
  return `$${number(price.input)} / ${number(price.output)} per million tokens`
}

export function contextWords({ contextTokens }: Card): string {
  if (contextTokens === undefined) return 'context not known'
  return contextTokens >= 1_000_000
    ? `${contextTokens / 1_000_000}M context`
    : `${Math.round(contextTokens / 1_000)}K context`
}

export function statusWords({ status, retired }: Card): string {
  if (retired === true) return 'retired: still answered here'
  if (status === 'END_OF_LIFE') return 'end of life: set in the config'
  return status
}

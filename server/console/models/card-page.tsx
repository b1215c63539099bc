import type { ComponentChildren } from 'preact'
import { capitalised, dollars, plural } from '../format.ts'
import { Code } from '../parts/code.tsx'
import { Copy } from '../parts/copy.tsx'
import { href } from '../route.ts'
import { contextSize, priceWords, statusWords, words } from './card.tsx'
import { callableId, cardOf, catalogue, isChat, nameOf, needsProfile } from './state.ts'
import type { Card } from './state.ts'

/** All details of a model. */
export function CardPage({ id }: { id: string }) {
  const card = cardOf(id)
  const { region = '' } = catalogue.value ?? {}
  if (card === undefined)
    return (
      <div class="screen">
        <h1>There is no model {id}</h1>
        <p>
          It is not in this server’s catalogue. <a href={href(['models'])}>All models</a>
        </p>
      </div>
    )
  const sent = callableId(card)
  return (
    <div class="screen card-page">
      <p>
        <a href={href(['models'])}>All models</a>
      </p>
      <h1>{nameOf(card)}</h1>
      <p class="card-actions">
        {isChat(card) && sent !== undefined && (
          <a class="button primary" href={href(['playground'], { models: sent })}>
            Try in the playground
          </a>
        )}
        {card.template !== undefined && (
          <a class="button" href={href(['playground'], { tab: 'invoke', models: sent })}>
            Try with InvokeModel
          </a>
        )}
        <a class="button" href={href(['live'], { f: `model:${card.id}` })}>
          {plural(card.calls, 'call')} in Live
        </a>
      </p>
      {needsProfile(card) && (
        <p class="warning">
          This model does not support on-demand calls by its own ID.{' '}
          {sent === undefined ? (
            `It cannot be called in ${region}.`
          ) : (
            <>
              Call <code>{sent}</code> instead.
            </>
          )}
        </p>
      )}
      <dl class="facts">
        <Fact name="Model ID">
          <Id text={card.id} what="model ID" />
        </Fact>
        <Fact name="ARN">
          <Id text={card.arn} what="ARN" />
        </Fact>
        <Fact name="Provider">{card.provider}</Fact>
        <Fact name="Modalities">
          {words(card.input)} → {words(card.output)}
        </Fact>
        <Fact name="Operations">{card.operations.join(', ') || 'None on this server'}</Fact>
        <Fact name="Streaming">{card.streams ? 'Yes' : 'No'}</Fact>
        <Features card={card} />
        <Fact name="Inference types">{types(card)}</Fact>
        <Fact name="Lifecycle">{statusWords(card)}</Fact>
        <Fact name="Region">
          {card.here
            ? `Available in ${region}`
            : `Not available in ${region}, only in ${card.regions?.join(', ') ?? 'other regions'}`}
        </Fact>
        <Fact name="Context window">{contextSize(card) ?? 'Unknown'}</Fact>
        <Fact name="Maximum output">
          {card.maxTokens === undefined ? 'Unknown' : plural(card.maxTokens, 'token')}
        </Fact>
        <Fact name="Price">{priceOf(card)}</Fact>
        <Fact name="Access">
          {card.access === 'granted'
            ? 'Granted'
            : `${capitalised(card.access)} (set in the config)`}
        </Fact>
        <Fact name="On this server">
          {plural(card.calls, 'call')}, named in {plural(card.fixtures, 'fixture')}
        </Fact>
      </dl>
      <h2>Inference profiles</h2>
      {card.profiles.length === 0 ? (
        <p class="dim">None in the geography of {region}.</p>
      ) : (
        <ul class="profiles">
          {card.profiles.map((profile) => (
            <li key={profile.id}>
              <Id text={profile.id} what={`profile ID ${profile.id}`} />
              <br />
              <Id text={profile.arn} what={`ARN of ${profile.id}`} />
              <br />
              <span class="dim">Routes to {profile.regions.join(', ') || 'every region'}</span>
            </li>
          ))}
        </ul>
      )}
      <h2>How to call this model</h2>
      <ul>
        <li>On-demand: by model ID, billed per token.</li>
        <li>
          Inference profile: by the ID or ARN of the profile, which routes to one of its regions.
        </li>
        <li>Provisioned throughput: by the ARN of purchased capacity.</li>
      </ul>
      {card.template !== undefined && (
        <>
          <h2>Native body for InvokeModel</h2>
          <Code
            text={JSON.stringify(card.template, null, 2)}
            label="Native body"
            copy="native body"
          />
        </>
      )}
    </div>
  )
}

function Fact({ name, children }: { name: string; children: ComponentChildren }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  )
}

function Id({ text, what }: { text: string; what: string }) {
  return (
    <>
      <code>{text}</code> <Copy text={text} what={what} />
    </>
  )
}

const LABELS: Readonly<Record<string, string>> = {
  system: 'System prompt',
  tools: 'Tools',
  document: 'Documents',
  image: 'Images',
  video: 'Video',
  reasoning: 'Reasoning',
  cache: 'Prompt caching',
}

function Features({ card: { features = {} } }: { card: Card }) {
  return (
    <>
      {Object.entries(features).map(([name, value]) => (
        <Fact key={name} name={LABELS[name] ?? name}>
          {value === true
            ? 'Yes'
            : value === false
              ? 'No'
              : value === 'always'
                ? 'Always'
                : 'Some models of the family'}
        </Fact>
      ))}
    </>
  )
}

const types = (card: Card): string =>
  card.types
    .map((type) => type.toLowerCase().replaceAll('_', ' ').replace('on demand', 'on-demand'))
    .join(', ')

function priceOf(card: Card): string {
  const { price } = card
  if (price === undefined) return 'Unknown'
  const example = (1_000 * price.input + 500 * price.output) / 1_000_000
  const cache = [
    ...(price.cache_read === undefined ? [] : [`cache read $${price.cache_read}`]),
    ...(price.cache_write === undefined ? [] : [`cache write $${price.cache_write}`]),
  ]
  return [
    priceWords(card),
    ...cache,
    `1,000 input and 500 output tokens: ${dollars(example)}`,
  ].join('; ')
}

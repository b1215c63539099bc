import { knows } from '../models/state.ts'
import type { Card } from '../models/state.ts'
import type { ReadFile } from './images.ts'

type Kind = ReadFile['kind']

export const KINDS: readonly Kind[] = ['image', 'document']

/** Whether a model accepts files of a kind, as far as it is known. */
export const takes = (card: Card, kind: Kind): boolean =>
  kind === 'image' ? card.input.includes('IMAGE') : knows(card, 'document')

/** The kinds that none of the models accepts. A model without a card may accept any. */
export const refusedKinds = (cards: readonly (Card | undefined)[]): Kind[] =>
  KINDS.filter(
    (kind) => cards.length > 0 && cards.every((card) => card !== undefined && !takes(card, kind)),
  )

export const noneTakes = (kinds: readonly Kind[]): string =>
  `No selected model accepts ${kinds.map((kind) => `${kind}s`).join(' or ')}.`

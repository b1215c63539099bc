import { expect, test } from 'vitest'
import type { Card } from '../../../../server/console/models/state.ts'
import { noneTakes, refusedKinds } from '../../../../server/console/playground/file-kinds.ts'
import { endingsWithout } from '../../../../server/console/playground/images.ts'

const card = (input: string[], document: boolean | string) =>
  ({ input, features: { document } }) as unknown as Card

const TEXT_ONLY = card(['TEXT'], false)
const DOCUMENTS = card(['TEXT'], true)
const IMAGES = card(['TEXT', 'IMAGE'], false)

test.each([
  ['a text-only model', [TEXT_ONLY], ['image', 'document']],
  ['a model that accepts documents', [DOCUMENTS], ['image']],
  ['a family of which some models accept documents', [card(['TEXT'], 'partly')], ['image']],
  ['models of which one accepts images', [TEXT_ONLY, IMAGES], ['document']],
  ['models that accept everything together', [DOCUMENTS, IMAGES], []],
  ['a model without a card', [TEXT_ONLY, undefined], []],
  ['no model', [], []],
])('of %s, the kinds that no model accepts', (_, cards, kinds) => {
  expect(refusedKinds(cards)).toEqual(kinds)
})

test('have a reason and file extensions', () => {
  expect(noneTakes(['image', 'document'])).toBe('No selected model accepts images or documents.')
  expect(endingsWithout(['document'])).toBe('.png,.jpg,.jpeg,.gif,.webp')
  expect(endingsWithout(['image'])).not.toContain('.png')
  expect(endingsWithout(['image', 'document'])).toBe('')
})

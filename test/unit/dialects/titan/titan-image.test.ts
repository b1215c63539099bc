import { describe, expect, test } from 'vitest'
import type { Images } from '../../../../server/neutral/reply.ts'
import { dialect as canvas } from '../../../../server/dialects/nova/nova-canvas.ts'
import { dialect as titan } from '../../../../server/dialects/titan/titan-image.ts'
import { targetOf } from '../../../support/dialect-target.ts'

const reply: Images = { kind: 'images', images: ['AAAA', 'BBBB'], latencyMs: 0 }
const refused: Images = { ...reply, images: [], error: 'Filter reason: prompt' }

const request = {
  taskType: 'TEXT_IMAGE',
  textToImageParams: { text: 'A red cube' },
  imageGenerationConfig: { numberOfImages: 2, width: 512, height: 768, seed: 7 },
}

describe.each([
  ['amazon.titan-image-generator-v2:0', titan],
  ['amazon.nova-canvas-v1:0', canvas],
])('%s', (model, dialect) => {
  test('an image from text', () => {
    expect(dialect.read(request, model)).toMatchObject({
      kind: 'image',
      text: 'A red cube',
      width: 512,
      height: 768,
      count: 2,
      seed: 7,
      format: 'png',
    })
  })

  test('the body round-trips', () => {
    const to = targetOf(dialect, model, request)
    expect(dialect.body(reply, to)['images']).toEqual(reply.images)
    expect(dialect.parse(dialect.body(reply, to))).toEqual(reply)
    expect(dialect.parse(dialect.body(refused, to))).toEqual(refused)
  })

  test.each([
    [{}, '#: required key [taskType] not found'],
    [{ ...request, taskType: 'X' }, '#/taskType: X is not a valid enum value'],
    [
      { ...request, imageGenerationConfig: { numberOfImages: 6 } },
      '#/imageGenerationConfig/numberOfImages: 6 is not less or equal to 5',
    ],
    [{ ...request, textToImageParams: {} }, '#/textToImageParams: required key [text] not found'],
  ])('%j is rejected', (body, violation) => {
    expect(() => dialect.read(body, model)).toThrow(`Malformed input request: ${violation}, please`)
  })
})

test('Titan has an error member, Nova has none', () => {
  expect(Object.keys(titan.body(reply, targetOf(titan, 'titan', request)))).toEqual([
    'images',
    'error',
  ])
  expect(Object.keys(canvas.body(reply, targetOf(canvas, 'nova', request)))).toEqual(['images'])
})

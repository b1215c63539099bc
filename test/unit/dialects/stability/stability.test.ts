import { describe, expect, test } from 'vitest'
import type { Images } from '../../../../server/neutral/reply.ts'
import { dialect } from '../../../../server/dialects/stability/stability.ts'
import { targetOf } from '../../../support/dialect-target.ts'

const reply: Images = { kind: 'images', images: ['AAAA', 'BBBB'], latencyMs: 0 }
const refused: Images = { ...reply, images: [], error: 'Filter reason: prompt' }

/** The beginning of a PNG, up to its size. */
function sized(width: number, height: number): Buffer {
  const header = Buffer.alloc(24)
  header.set(Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'))
  header.writeUInt32BE(width, 16)
  header.writeUInt32BE(height, 20)
  return header
}

describe('Stability', () => {
  const core = 'stability.stable-image-core-v1:1'

  test('the aspect ratio determines the size', () => {
    expect(
      dialect.read({ prompt: 'Cube', aspect_ratio: '16:9', output_format: 'jpeg' }, core),
    ).toMatchObject({
      text: 'Cube',
      width: 1344,
      height: 768,
      format: 'jpeg',
    })
  })

  test('an edited image keeps its size', () => {
    const image = sized(320, 200).toString('base64')
    expect(dialect.read({ image }, 'stability.stable-image-remove-background-v1:0')).toMatchObject({
      width: 320,
      height: 200,
    })
  })

  test.each([
    ['cut off', Buffer.from('89504e470d0a1a0a', 'hex')],
    ['without a size', sized(0, 0)],
    ['with an impossible size', sized(2 ** 32 - 1, 1)],
    ['no PNG', Buffer.from('GIF89a')],
  ])('an image %s is answered in the default size', (_, bytes) => {
    const image = bytes.toString('base64')
    expect(dialect.read({ image }, 'stability.stable-image-remove-background-v1:0')).toMatchObject({
      width: 1024,
      height: 1024,
    })
  })

  test('seeds, reasons and images round-trip', () => {
    const to = targetOf(dialect, core, { prompt: 'Cube', seed: 5 })
    const body = dialect.body(reply, to)
    expect(JSON.stringify(body)).toBe(
      '{"seeds":[5,6],"finish_reasons":[null,null],"images":["AAAA","BBBB"]}',
    )
    expect(dialect.parse(body)).toEqual(reply)
    expect(dialect.parse(dialect.body(refused, to))).toEqual(refused)
  })

  test('generators need a prompt, editors an image', () => {
    expect(() => dialect.read({}, core)).toThrow('#: required key [prompt] not found')
    expect(() => dialect.read({ prompt: 'x' }, 'stability.stable-fast-upscale-v1:0')).toThrow(
      '#: required key [image] not found',
    )
  })
})

describe('Stable Diffusion XL', () => {
  const model = 'stability.stable-diffusion-xl-v1'
  const request = { text_prompts: [{ text: 'Cube' }, { text: 'blurry', weight: -1 }], seed: 5 }

  test('reads the positive prompts, with a million pixels by default', () => {
    expect(dialect.read(request, model)).toEqual({
      kind: 'image',
      text: 'Cube',
      width: 1024,
      height: 1024,
      count: 1,
      format: 'png',
      seed: 5,
    })
    expect(dialect.read({ ...request, width: 1152, height: 896 }, model)).toMatchObject({
      width: 1152,
      height: 896,
    })
    expect(() => dialect.read({ prompt: 'Cube' }, model)).toThrow(
      '#: required key [text_prompts] not found',
    )
  })

  test('answers with artifacts, and round-trips', () => {
    const to = targetOf(dialect, model, request)
    const one = { ...reply, images: ['AAAA'] }
    const body = dialect.body(one, to)
    expect(JSON.stringify(body)).toBe(
      '{"result":"success","artifacts":[{"seed":5,"base64":"AAAA","finishReason":"SUCCESS"}]}',
    )
    expect(dialect.parse(body)).toEqual(one)
    expect(dialect.parse(dialect.body(refused, to))).toEqual({
      ...refused,
      error: 'CONTENT_FILTERED',
    })
  })
})

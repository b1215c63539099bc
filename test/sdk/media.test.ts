import { ConverseCommand, ConverseStreamCommand } from '@aws-sdk/client-bedrock-runtime'
import type { ContentBlock, DocumentFormat } from '@aws-sdk/client-bedrock-runtime'
import { describe, expect, test } from 'vitest'
import { collect } from '../support/collect.ts'
import { gather } from '../support/gather.ts'
import { invoke } from '../support/invoke.ts'
import { pngOf, pngSize } from '../support/png.ts'
import { sharedServer } from '../support/server.ts'

const server = sharedServer()

const picture = pngOf(32, 16)
const image: ContentBlock = { image: { format: 'png', source: { bytes: picture } } }
const question: ContentBlock = { text: 'What does the picture show of the lighthouse?' }
const document = (name: string, format: DocumentFormat, bytes: string): ContentBlock => ({
  document: { name, format, source: { bytes: new TextEncoder().encode(bytes) } },
})

async function converse(modelId: string, content: ContentBlock[]) {
  const { output, usage } = await server.runtime.send(
    new ConverseCommand({ modelId, messages: [{ role: 'user', content }] }),
  )
  return { text: output?.message?.content?.map(({ text }) => text ?? '').join('') ?? '', usage }
}

describe('image input', () => {
  test.each([
    'us.anthropic.claude-sonnet-4-5-20250929-v1:0',
    'amazon.nova-lite-v1:0',
    'us.meta.llama4-scout-17b-instruct-v1:0',
    'us.mistral.pixtral-large-2502-v1:0',
  ])('is accepted by %s and counted', async (modelId) => {
    const plain = await converse(modelId, [question])
    const seen = await converse(modelId, [image, question])
    expect(seen.text).toContain('lighthouse')
    expect(seen.usage?.inputTokens).toBeGreaterThan(plain.usage?.inputTokens ?? Infinity)
  })

  test('works in ConverseStream as well', async () => {
    const { stream } = await server.runtime.send(
      new ConverseStreamCommand({
        modelId: 'amazon.nova-lite-v1:0',
        messages: [{ role: 'user', content: [image, question] }],
      }),
    )
    expect(gather(await collect(stream))[0]?.text).toContain('lighthouse')
  })

  test("is accepted in the native formats of Claude, Nova and OpenAI's schema", async () => {
    const data = Buffer.from(picture).toString('base64')
    const claude = await invoke<{ content: { text: string }[] }>(
      server.runtime,
      'us.anthropic.claude-sonnet-4-5-20250929-v1:0',
      {
        anthropic_version: 'bedrock-2023-05-31',
        max_tokens: 300,
        messages: [
          {
            role: 'user',
            content: [
              { type: 'image', source: { type: 'base64', media_type: 'image/png', data } },
              { type: 'text', text: question.text },
            ],
          },
        ],
      },
    )
    expect(claude.content[0]?.text).toContain('lighthouse')
    const nova = await invoke<{ output: { message: { content: { text: string }[] } } }>(
      server.runtime,
      'amazon.nova-lite-v1:0',
      {
        messages: [
          {
            role: 'user',
            content: [{ image: { format: 'png', source: { bytes: data } } }, question],
          },
        ],
      },
    )
    expect(nova.output.message.content[0]?.text).toContain('lighthouse')
    const qwen = await invoke<{ choices: { message: { content: string } }[] }>(
      server.runtime,
      'qwen.qwen3-vl-235b-a22b',
      {
        messages: [
          {
            role: 'user',
            content: [
              { type: 'image_url', image_url: { url: `data:image/png;base64,${data}` } },
              { type: 'text', text: question.text },
            ],
          },
        ],
      },
    )
    expect(qwen.choices[0]?.message.content).toContain('lighthouse')
  })

  test('is rejected by a text-only model', async () => {
    await expect(converse('amazon.nova-micro-v1:0', [image, question])).rejects.toMatchObject({
      name: 'ValidationException',
      message:
        "This model doesn't support the image content block that you provided. Update the content block and try again.",
    })
  })
})

describe('document input', () => {
  test.each(['pdf', 'csv', 'docx', 'html', 'txt', 'md'] as const)(
    'of format %s is accepted',
    async (format) => {
      const { text } = await converse('us.anthropic.claude-sonnet-4-5-20250929-v1:0', [
        document('Log book', format, 'The lighthouse was lit at dusk.'),
        { text: 'Summarize the log book.' },
      ])
      expect(text).toMatch(/log book/i)
      // Plain text is read, and summarised.
      expect(text.includes('lit at dusk')).toBe(format !== 'pdf' && format !== 'docx')
    },
  )

  test('needs a valid name', async () => {
    const call = converse('amazon.nova-lite-v1:0', [
      document('log_book.txt', 'txt', 'Lit at dusk.'),
      { text: 'Summarize.' },
    ])
    await expect(call).rejects.toMatchObject({
      name: 'ValidationException',
      message: expect.stringMatching(/^The document file name can only contain alphanumeric/),
    })
  })

  test('is rejected like video if the model does not support it', async () => {
    await expect(
      converse('amazon.nova-micro-v1:0', [document('Log', 'txt', 'Lit.'), { text: 'Read.' }]),
    ).rejects.toThrow(/the document content block/)
    await expect(
      converse('us.anthropic.claude-sonnet-4-5-20250929-v1:0', [
        { video: { format: 'mp4', source: { bytes: new Uint8Array([0, 0, 0, 1]) } } },
        { text: 'Watch.' },
      ]),
    ).rejects.toThrow(/the video content block/)
  })

  test('a video is accepted by Nova', async () => {
    const { text } = await converse('amazon.nova-pro-v1:0', [
      { video: { format: 'mp4', source: { bytes: new Uint8Array([0, 0, 0, 1]) } } },
      { text: 'What happens to the lighthouse?' },
    ])
    expect(text).toContain('lighthouse')
  })
})

describe('image output', () => {
  interface Images {
    images: string[]
  }
  const sizes = ({ images }: Images) => images.map((data) => pngSize(Buffer.from(data, 'base64')))

  test.each(['amazon.nova-canvas-v1:0', 'amazon.titan-image-generator-v2:0'])(
    '%s generates PNGs of the requested size and number',
    async (modelId) => {
      const answer = await invoke<Images>(server.runtime, modelId, {
        taskType: 'TEXT_IMAGE',
        textToImageParams: { text: 'a lighthouse in fog' },
        imageGenerationConfig: { numberOfImages: 2, width: 512, height: 768, seed: 7 },
      })
      expect(sizes(answer)).toEqual([
        { width: 512, height: 768 },
        { width: 512, height: 768 },
      ])
      expect(answer.images[0]).not.toBe(answer.images[1])
    },
  )

  test('Stability generates an image with the requested aspect ratio', async () => {
    const answer = await invoke<Images & { seeds: number[]; finish_reasons: null[] }>(
      server.runtime,
      'stability.stable-image-core-v1:1',
      { prompt: 'a lighthouse in fog', aspect_ratio: '16:9', output_format: 'png' },
    )
    const [size] = sizes(answer)
    expect((size?.width ?? 0) / (size?.height ?? 1)).toBeCloseTo(16 / 9, 1)
    expect(answer).toMatchObject({ seeds: [expect.any(Number)], finish_reasons: [null] })
  })
})

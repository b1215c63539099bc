import Anthropic from '@anthropic-ai/sdk'
import OpenAI from 'openai'
import { expect, test } from 'vitest'
import { sharedServer } from '../support/server.ts'

const server = sharedServer({ mode: 'mock' })

test.each(['/v1', '/openai/v1'])('a file that does not exist, below %s', async (path) => {
  const openai = new OpenAI({ baseURL: server.url + path, apiKey: 'key', maxRetries: 0 })
  const model = 'openai.gpt-oss-120b'
  const missing = {
    status: 404,
    type: 'invalid_request_error',
    error: { code: 'not_found_error', message: "File 'file-1' not found." },
  }
  const refused = async (call: Promise<unknown>): Promise<void> => {
    const error = await call.catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(OpenAI.NotFoundError)
    expect(error).toMatchObject(missing)
  }
  await refused(
    openai.chat.completions.create({
      model,
      messages: [{ role: 'user', content: [{ type: 'file', file: { file_id: 'file-1' } }] }],
    }),
  )
  const parts = [
    { type: 'input_file' as const, file_id: 'file-1' },
    { type: 'input_image' as const, file_id: 'file-1', detail: 'auto' as const },
  ]
  for (const part of parts) {
    await refused(openai.responses.create({ model, input: [{ role: 'user', content: [part] }] }))
    const output = { type: 'function_call_output' as const, call_id: 'call_0', output: [part] }
    await refused(openai.responses.create({ model, input: [output] }))
  }
})

test('a file as the source of a Claude document', async () => {
  const anthropic = new Anthropic({
    baseURL: `${server.url}/anthropic`,
    apiKey: 'key',
    maxRetries: 0,
  })
  const call = anthropic.messages.create({
    model: 'anthropic.claude-opus-4-8',
    max_tokens: 100,
    messages: [
      {
        role: 'user',
        content: [{ type: 'document', source: { type: 'file', file_id: 'file_1' } as never }],
      },
    ],
  })
  await expect(call).rejects.toThrow(Anthropic.BadRequestError)
  await expect(call).rejects.toThrow("Input tag 'file' found using 'type' does not match any")
})

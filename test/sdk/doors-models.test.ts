import OpenAI from 'openai'
import { expect, test } from 'vitest'
import { sharedServer } from '../support/server.ts'

const server = sharedServer({ mode: 'mock' })

test('a model that requires data sharing is available once the account allows it', async () => {
  const { models } = new OpenAI({ baseURL: `${server.url}/v1`, apiKey: 'key' })
  const id = 'anthropic.claude-fable-5'
  const statuses = async () => {
    const listed: unknown[] = []
    for await (const model of models.list()) if (model.id === id) listed.push(model)
    return [...listed, await models.retrieve(id)]
  }
  const unavailable = {
    status: 'unavailable',
    status_reason: "This model is not available under data retention mode 'default'.",
  }
  expect(await statuses()).toMatchObject([unavailable, unavailable])
  await fetch(`${server.url}/v1/data_retention`, {
    method: 'PUT',
    body: JSON.stringify({ mode: 'provider_data_share' }),
  })
  const available = { id, object: 'model', owned_by: 'system', status: 'available' }
  expect(await statuses()).toMatchObject([available, available])
})

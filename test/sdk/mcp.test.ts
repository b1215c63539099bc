import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { ConverseCommand } from '@aws-sdk/client-bedrock-runtime'
import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js'
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { connect } from '../../server/mcp/connection.ts'
import { serveStdio } from '../../server/mcp/stdio.ts'
import { tools } from '../../server/mcp/tools.ts'
import { admin } from '../support/admin.ts'
import { lite as modelId, userSays } from '../support/questions.ts'
import { startServer } from '../support/server.ts'
import type { Server } from '../support/server.ts'

// A coding agent, simulated by the protocol's own client, over HTTP.

const TOKEN = 'a-token-of-the-admin'
let server: Server
let folder = ''
let agent: Client

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'mcp-'))
  server = await startServer({ mode: 'replay', fixtures: [folder], adminToken: TOKEN })
  agent = await connected(overHttp({ authorization: `Bearer ${TOKEN}` }))
})
afterAll(async () => {
  await agent.close()
  await server[Symbol.asyncDispose]()
  rmSync(folder, { recursive: true, force: true })
})
beforeEach(() => admin(server, 'POST', '/reset', undefined, { authorization: `Bearer ${TOKEN}` }))

// The SDK's types differ from its own interface under exactOptionalPropertyTypes.
const overHttp = (headers: Record<string, string>) =>
  new StreamableHTTPClientTransport(new URL(`${server.url}/_admin/mcp`), {
    requestInit: { headers },
  }) as Transport

async function connected(transport: Transport): Promise<Client> {
  const client = new Client({ name: 'a-coding-agent', version: '1' })
  await client.connect(transport)
  return client
}

/** The result of a tool; an error throws. */
async function use(name: string, input: object = {}, client = agent): Promise<unknown> {
  const { content, isError } = await client.callTool({ name, arguments: { ...input } })
  const [{ text }] = content as [{ text: string }]
  if (isError === true) throw new Error(text)
  return JSON.parse(text)
}

const ask = (text: string) =>
  server.runtime.send(new ConverseCommand({ modelId, messages: userSays(text) }))

describe('tools', () => {
  test('describe what they change, in text and as hints', async () => {
    const listed = (await agent.listTools()).tools
    expect(listed.map(({ name }) => name)).toEqual([
      'list_misses',
      'explain_request',
      'verify_calls',
      'draft_fixture',
      'check_fixture',
      'save_fixture',
      'set_fault',
      'clear_faults',
      'look_up_model',
      'ask_model',
    ])
    for (const { name, description, annotations } of listed) {
      const changes = tools.find((tool) => tool.name === name)?.changes ?? '?'
      expect(description).toContain(changes)
      expect(annotations?.readOnlyHint).toBe(changes.startsWith('Changes nothing'))
    }
    const hints = listed.find(({ name }) => name === 'save_fixture')?.annotations
    expect(hints).toMatchObject({ destructiveHint: true, openWorldHint: false })
  })

  test('lead from a miss to a fixture that answers', async () => {
    await expect(ask('What is the capital of Norway?')).rejects.toThrow('No fixture matches')
    const { misses } = (await use('list_misses')) as { misses: { id: string }[] }
    expect(misses).toEqual([
      expect.objectContaining({
        operation: 'Converse',
        model: modelId,
        prompt: 'What is the capital of Norway?',
        message: expect.stringContaining('There are no fixtures'),
      }),
    ])
    const id = misses[0]?.id ?? ''
    expect(await use('explain_request', { id })).toEqual({ misses: [] })
    const draft = (await use('draft_fixture', { id })) as { path: string; text: string }
    const text = draft.text.replace('Write the answer here.', 'Oslo.')
    expect(await use('check_fixture', { text })).toEqual({ problems: [], matches: [id] })
    expect(await use('save_fixture', { path: draft.path, text })).toMatchObject({ matches: [id] })
    expect(readFileSync(join(folder, draft.path), 'utf8')).toBe(text)
    expect(await use('explain_request', { id })).toMatchObject({ match: draft.path })
    const { output } = await ask('What is the capital of Norway?')
    expect(output?.message?.content).toEqual([{ text: 'Oslo.' }])
    expect(await use('verify_calls', { prompt: 'Norway', status: 200 })).toMatchObject({ ok: true })
    await expect(use('save_fixture', { path: draft.path, text })).rejects.toThrow(
      `${draft.path} exists; nothing was saved. Set replace to overwrite it.`,
    )
    const again = { path: draft.path, text: `${text}# twice\n`, replace: true }
    expect(await use('save_fixture', again)).toMatchObject({ saved: draft.path })
  })

  test('explain a request that was not made', async () => {
    const body = { messages: userSays('Hi') }
    expect(await use('explain_request', { modelId, body })).toHaveProperty('misses')
  })

  test('set faults and clear them', async () => {
    const fault = { error: 'ThrottlingException', message: 'x' }
    await expect(use('set_fault', fault)).rejects.toThrow('message is unknown')
    const { id } = (await use('set_fault', { error: 'AccessDeniedException' })) as { id: string }
    await expect(ask('Hi')).rejects.toMatchObject({ name: 'AccessDeniedException' })
    expect(await use('clear_faults', { id })).toEqual({ left: [] })
    await expect(use('clear_faults', { id })).rejects.toThrow('There is no fault')
  })

  test('look up models, and call them', async () => {
    const one = await use('look_up_model', { search: 'nova micro' })
    expect(one).toMatchObject({ found: 1, models: [{ id: 'amazon.nova-micro-v1:0' }] })
    const many = (await use('look_up_model', { search: 'claude' })) as { models: object[] }
    expect(many.models.length).toBe(10)
    const added = { match: { session: 'mcp' }, answer: { text: 'Yes.' } }
    await admin(server, 'POST', '/fixtures', added, { authorization: `Bearer ${TOKEN}` })
    expect(await use('ask_model', { modelId, prompt: 'Ready?' })).toMatchObject({
      source: 'fixture',
      output: { message: { content: [{ text: 'Yes.' }] } },
      stopReason: 'end_turn',
    })
    await expect(use('ask_model', { modelId: 'no.such model', prompt: 'x' })).rejects.toThrow(
      /^\w+Exception: ./,
    )
  })
})

describe('bad input is reported in a sentence', () => {
  test.each([
    ['list_misses', { limit: 0 }, /limit/],
    ['explain_request', { id: 'nowhere' }, /The journal has no exchange nowhere/],
    ['explain_request', { operation: 'Convers' }, /"Convers" is not an operation/],
    ['verify_calls', { promt: 'x' }, /promt is unknown; did you mean "prompt"/],
    ['draft_fixture', {}, /id/],
    ['save_fixture', { path: 'a.yaml', text: 'anser: 1' }, /Nothing was saved. 1:1: error: anser/],
    ['save_fixture', { path: '../a.yaml', text: 'answer: { text: x }' }, /a\.yaml/],
  ])('%s %j', async (name, input, says) => {
    await expect(use(name, input)).rejects.toThrow(says)
  })

  test('an unknown tool or resource', async () => {
    await expect(use('list_mises')).rejects.toThrow('did you mean list_misses?')
    await expect(agent.readResource({ uri: 'bedrock-local:///etc' })).rejects.toThrow('unknown')
  })

  test('without a server', async () => {
    const gone = connect('http://127.0.0.1:9')
    await expect(gone.admin('GET', '/journal')).rejects.toThrow(
      'No bedrock-local server answers at http://127.0.0.1:9',
    )
  })
})

test('resources are the README, the fixture format and its schema', async () => {
  const { resources } = await agent.listResources()
  for (const { uri } of resources) {
    const { contents } = await agent.readResource({ uri })
    expect(contents).toEqual([expect.objectContaining({ uri, text: expect.stringMatching(/\w/) })])
  }
  expect(resources.map(({ name }) => name)).toContain('fixtures/fixture.schema.json')
})

describe('over HTTP it is guarded like the rest of the admin API', () => {
  const listTools = { jsonrpc: '2.0', id: 1, method: 'tools/list' }
  test.each([
    [401, {}],
    [401, { authorization: 'Bearer wrong' }],
    [403, { authorization: `Bearer ${TOKEN}`, origin: 'https://evil.example' }],
  ])('%i for %j', async (status, headers) => {
    const refused = await admin(server, 'POST', '/mcp', listTools, headers)
    expect(refused.status).toBe(status)
  })
})

test('over stdin and stdout it serves until the client disconnects', async () => {
  const [toServer, toClient] = [new PassThrough(), new PassThrough()]
  const served = serveStdio(connect(server.url, TOKEN), toServer, toClient)
  // The server's transport reads and writes lines, so it also works for a client.
  const client = await connected(new StdioServerTransport(toClient, toServer))
  expect(client.getInstructions()).toContain(server.url)
  expect(await use('list_misses', {}, client)).toEqual({ misses: [] })
  toServer.end()
  await served
})

test('over stdin and stdout it answers what came before the end of the input', async () => {
  const [input, output] = [new PassThrough(), new PassThrough()]
  const served = serveStdio(connect(server.url, TOKEN), input, output)
  const call = { name: 'list_misses', arguments: {} }
  input.end(`${JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: call })}\n`)
  expect(await served).toBe(true)
  expect(JSON.parse(String(output.read()))).toMatchObject({ id: 1, result: {} })
})

test('over stdin and stdout it ends after a message of more than 10 MB', async () => {
  const [input, output] = [new PassThrough(), new PassThrough()]
  const served = serveStdio(connect(server.url, TOKEN), input, output)
  input.write('x'.repeat(11 << 20))
  expect(await served).toBe(false)
})

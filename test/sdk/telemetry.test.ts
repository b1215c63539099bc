import { ConverseCommand, ConverseStreamCommand } from '@aws-sdk/client-bedrock-runtime'
import { createServer } from 'node:http'
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http'
import { json } from 'node:stream/consumers'
import { afterEach, expect, test, vi } from 'vitest'
import { collect } from '../support/collect.ts'
import { fixtureFolder } from '../support/fixture-folder.ts'
import { listening } from '../support/plain-server.ts'
import { micro as modelId, userSays } from '../support/questions.ts'
import { startServer } from '../support/server.ts'

type Value = { stringValue?: string; intValue?: number; arrayValue?: { values: Value[] } }
interface Attribute {
  key: string
  value: Value
}
interface Span {
  traceId: string
  spanId: string
  parentSpanId?: string
  traceState?: string
  name: string
  kind: number
  startTimeUnixNano: string
  endTimeUnixNano: string
  status: { code: number; message?: string }
  attributes: Attribute[]
}
interface Export {
  resourceSpans: {
    resource: { attributes: Attribute[] }
    scopeSpans: { scope: { name: string }; spans: Span[] }[]
  }[]
}

/** A collector that keeps what it receives: OTLP over HTTP, in JSON. */
async function collector() {
  const exports: { url: string; headers: IncomingHttpHeaders; body: Export }[] = []
  const keep = async (request: IncomingMessage, response: ServerResponse) => {
    const body = (await json(request)) as Export
    exports.push({ url: request.url ?? '', headers: request.headers, body })
    response.setHeader('content-type', 'application/json').end('{}')
  }
  const server = await listening(
    createServer((request, response) => {
      void keep(request, response)
    }),
  )
  const spans = () =>
    exports.flatMap(({ body }) =>
      body.resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap((scope) => scope.spans)),
    )
  return { ...server, exports, spans }
}

const valueOf = (attributes: Attribute[], name: string) =>
  attributes.find(({ key }) => key === name)?.value

/** The packages read the process's variables. */
function variables(values: Record<string, string>): NodeJS.ProcessEnv {
  for (const [name, value] of Object.entries(values)) vi.stubEnv(name, value)
  return values
}
afterEach(() => void vi.unstubAllEnvs())

const TRACE = '0af7651916cd43dd8448eb211c80319c'

test("calls become child spans of their callers' spans", async () => {
  using folder = fixtureFolder({
    a: { match: { prompt: 'fail' }, error: { type: 'ThrottlingException', message: 'Secret.' } },
    b: { answer: { text: 'Paris', usage: { inputTokens: 7, outputTokens: 2 } } },
  })
  await using to = await collector()
  const env = variables({
    OTEL_EXPORTER_OTLP_ENDPOINT: to.url,
    OTEL_EXPORTER_OTLP_HEADERS: 'api-key=of%20mine',
    OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment.name=test',
  })
  const server = await startServer({ fixtures: [folder.path] }, env)
  const ask = (text: string, headers: Record<string, string> = {}) =>
    fetch(`${server.url}/model/${modelId}/converse`, {
      method: 'POST',
      headers,
      body: JSON.stringify({ messages: userSays(text) }),
    })
  await server.runtime.send(new ConverseCommand({ modelId, messages: userSays('France?') }))
  const streamed = new ConverseStreamCommand({ modelId, messages: userSays('France?') })
  await collect((await server.runtime.send(streamed)).stream)
  await ask('France?', { TraceParent: `00-${TRACE}-b7ad6b7169203331-01`, tracestate: 'a=b' })
  await ask('France?', { traceparent: `00-${TRACE}-b7ad6b7169203332-00` })
  await ask('fail')
  await fetch(`${server.url}/foundation-models`)
  // The remaining spans are exported at the end.
  await server[Symbol.asyncDispose]()

  const [first] = to.exports
  expect(first).toMatchObject({ url: '/v1/traces', headers: { 'api-key': 'of mine' } })
  const resource = first?.body.resourceSpans[0]?.resource.attributes ?? []
  expect(valueOf(resource, 'service.name')).toEqual({ stringValue: 'bedrock-local' })
  expect(valueOf(resource, 'deployment.environment.name')).toEqual({ stringValue: 'test' })

  // The caller did not sample its second trace, and listing models is not a model call.
  const spans = to.spans()
  expect(spans).toHaveLength(4)
  const [plain, stream, traced, failed] = spans as [Span, Span, Span, Span]
  expect(plain).toMatchObject({ name: `chat ${modelId}`, kind: 2, status: { code: 0 } })
  expect(plain.traceId).not.toBe(stream.traceId)
  expect(plain.parentSpanId).toBeUndefined()
  expect(BigInt(plain.endTimeUnixNano)).toBeGreaterThan(BigInt(plain.startTimeUnixNano))
  expect(valueOf(plain.attributes, 'gen_ai.usage.input_tokens')).toEqual({ intValue: 7 })
  expect(valueOf(plain.attributes, 'gen_ai.response.finish_reasons')).toEqual({
    arrayValue: { values: [{ stringValue: 'end_turn' }] },
  })
  expect(valueOf(plain.attributes, 'server.port')).toEqual({ intValue: server.port })
  expect(valueOf(stream.attributes, 'gen_ai.usage.output_tokens')).toEqual({ intValue: 2 })
  expect(traced).toMatchObject({
    traceId: TRACE,
    parentSpanId: 'b7ad6b7169203331',
    traceState: 'a=b',
  })
  expect(failed.status).toEqual({ code: 2 })
  expect(valueOf(failed.attributes, 'error.type')).toEqual({ stringValue: 'ThrottlingException' })
  expect(JSON.stringify(to.exports)).not.toMatch(/France|Paris|Secret/)
})

test('a missing or silent collector neither fails nor delays calls', async () => {
  await using silent = await listening(createServer(() => undefined))
  for (const url of ['http://127.0.0.1:1', silent.url]) {
    const env = variables({
      OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: url,
      OTEL_EXPORTER_OTLP_TIMEOUT: '100',
    })
    await using server = await startServer({}, env)
    await server.runtime.send(new ConverseCommand({ modelId, messages: userSays('Hello?') }))
    expect(server.journal.count()).toBe(1)
  }
})

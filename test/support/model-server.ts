import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { JsonObject } from '../../server/json.ts'

/** The reaction of a stand-in model server to a request. */
export type Script = (request: JsonObject, response: ServerResponse) => void | Promise<void>

export interface StandIn {
  url: string
  /** The bodies of requests, in order. */
  readonly requests: JsonObject[]
  /** How many calls were abandoned by their client. */
  readonly left: number
  /** Sets the script for the next calls. */
  answers(script: Script): void
  close(): Promise<void>
}

/** A server with OpenAI's API whose answers are defined by tests, chunk by chunk. */
export async function startStandIn(models: readonly string[] = ['small']): Promise<StandIn> {
  let script: Script = says('Hello.')
  let left = 0
  const requests: JsonObject[] = []
  const server = createServer((request, response) => {
    response.once('close', () => {
      if (!response.writableFinished) left++
    })
    void answer(request, response)
  })
  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.url === '/v1/models') {
      response.setHeader('content-type', 'application/json')
      response.end(JSON.stringify({ data: models.map((id) => ({ id })) }))
      return
    }
    if (request.url?.startsWith('/v1/') !== true) {
      response.writeHead(404).end('404 page not found')
      return
    }
    const parts: Buffer[] = []
    for await (const part of request) parts.push(part as Buffer)
    const body = JSON.parse(Buffer.concat(parts).toString()) as JsonObject
    requests.push(body)
    await script(body, response)
  }
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    get left() {
      return left
    },
    answers: (next) => void (script = next),
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}

/** A chunk of a completion. */
export const chunk = (delta: object, finish: string | null = null): JsonObject =>
  ({ choices: [{ index: 0, delta, finish_reason: finish }] }) as unknown as JsonObject

const event = (data: JsonObject | string): string =>
  `data: ${typeof data === 'string' ? data : JSON.stringify(data)}\n\n`

export const USAGE: JsonObject = {
  choices: [],
  usage: { prompt_tokens: 11, completion_tokens: 7, total_tokens: 18 },
}

/** Streams these chunks, the usage and `[DONE]`. */
export const streams =
  (...chunks: JsonObject[]): Script =>
  (_request, response) =>
    sends(...chunks.map(event), event(USAGE), event('[DONE]'))(_request, response)

/** Sends these bytes as they are, one write each. */
export const sends =
  (...parts: (string | Buffer)[]): Script =>
  async (_request, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    for (const part of parts) {
      response.write(part)
      // oxlint-disable-next-line no-await-in-loop -- so that each is a separate read
      await sleep(1)
    }
    response.end()
  }

/** Streams a text word by word. */
export const says = (text: string, finish = 'stop'): Script =>
  streams(
    chunk({ role: 'assistant', content: '' }),
    ...text.split(/(?= )/).map((content) => chunk({ content })),
    chunk({}, finish),
  )

/** Refuses with a status. */
export const refuses =
  (status: number, message: string): Script =>
  (_request, response) => {
    response.writeHead(status, { 'content-type': 'application/json' })
    response.end(JSON.stringify({ error: { message } }))
  }

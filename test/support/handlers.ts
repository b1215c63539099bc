import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Given } from '../../server/settings/config.ts'
import { findFunctions } from '../../server/lambda/functions.ts'
import { createRunner } from '../../server/lambda/runner.ts'
import type { JsonObject } from '../../server/json.ts'
import { startServer } from './server.ts'
import type { LambdaFunction } from '../../server/lambda/messages.ts'

const account = { region: 'us-east-1', account: '123456789012' }

const functions = findFunctions('bundled', account)

function bundled(name: string): LambdaFunction {
  const fn = functions.find((one) => one.name === name)
  if (fn === undefined) throw new Error(`no function ${name}`)
  return fn
}

export const bundledNames = functions.map(({ name }) => name)

/** The bundled handlers against a server with the bundled fixtures and those of the test. */
export async function startHandlers(
  fixtures: Readonly<Record<string, JsonObject>> = {},
  given: Given = {},
) {
  const dir = mkdtempSync(join(tmpdir(), 'fixtures-'))
  for (const [name, fixture] of Object.entries(fixtures)) {
    writeFileSync(join(dir, `${name}.json`), JSON.stringify({ name, ...fixture }))
  }
  const server = await startServer({
    mode: 'replay',
    fixtures: ['fixtures', dir],
    pace: 'instant',
    ...given,
  })
  const runner = createRunner({ ...account, endpoint: () => server.url })

  /** Runs a handler as deployed, with the settings of its template and those of the test. */
  async function run(
    name: string,
    event: unknown = {},
    variables: Record<string, string> = {},
    more: Partial<LambdaFunction> = {},
  ) {
    const pieces: string[] = []
    const before = server.journal.list().length
    const fn = { ...bundled(name), ...more }
    const result = await runner.invoke(fn, {
      event: JSON.stringify(event),
      variables: { AWS_ACCESS_KEY_ID: `test-${name}`, ...variables },
      ...(name === 'live-stream' && {
        onChunk: (bytes: Buffer) => void pieces.push(bytes.toString()),
      }),
    })
    const text = result.payload.toString()
    const payload = (text === '' ? {} : JSON.parse(text)) as {
      statusCode?: number
      headers?: JsonObject
      body?: string
    }
    const { statusCode: status, body } = payload
    const isJson = payload.headers?.['content-type'] === 'application/json'
    return {
      ...result,
      pieces,
      value: payload,
      status,
      body: isJson ? (JSON.parse(body ?? '') as unknown) : body,
      log: result.logTail.toString(),
      /** The calls to Bedrock that the journal has of this run so far. */
      calls: () => server.journal.list().slice(before),
    }
  }

  return {
    server,
    run,
    async [Symbol.asyncDispose]() {
      runner.close()
      await server[Symbol.asyncDispose]()
      rmSync(dir, { recursive: true, force: true })
    },
  }
}

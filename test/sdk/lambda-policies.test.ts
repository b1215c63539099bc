import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { isObject } from '../../server/json.ts'
import type { Json, JsonObject } from '../../server/json.ts'
import type { Exchange } from '../../server/journal/types.ts'
import { readTemplate } from '../../server/lambda/template.ts'
import { bundledNames, startHandlers } from '../support/handlers.ts'
import { ask, denial, fileOf } from '../support/policies.ts'

const file = 'lambdas/template.yaml'
const account = { region: 'us-east-1', account: '123456789012' }
const functions = readTemplate(readFileSync(file, 'utf8'), file, account)
const policiesOf = (name: string): JsonObject[] =>
  functions.find((fn) => fn.name === name)?.policies ?? []

/** The Bedrock resources that a handler's policies allow, one by one. */
function bedrockResources(name: string): string[] {
  return policiesOf(name).flatMap((policy) =>
    list(policy['Statement'])
      .filter(isObject)
      .filter(({ Action }) =>
        list(Action).some((action) => /^"bedrock(-mantle)?:/.test(JSON.stringify(action))),
      )
      .flatMap(({ Resource }) => list(Resource).filter((one) => typeof one === 'string')),
  )
}

const list = (value: Json | undefined): Json[] =>
  value === undefined ? [] : Array.isArray(value) ? value : [value]

/** The same policies with a deny for one resource, which has the same effect as leaving it out. */
const lacking = (name: string, resource: string): JsonObject[] => [
  ...policiesOf(name),
  {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Deny', Action: ['bedrock:*', 'bedrock-mantle:*'], Resource: resource }],
  },
]

// The access key chooses the role.
const own = (name: string) => `own_${name}`
const less = (name: string, index: number) => `less_${index}_${name}`

let handlers: Awaited<ReturnType<typeof startHandlers>>
beforeAll(async () => {
  const roles = Object.fromEntries(
    bundledNames.flatMap((name) => [
      [own(name), policiesOf(name)],
      ...bedrockResources(name).map((resource, index) => [
        less(name, index),
        lacking(name, resource),
      ]),
    ]),
  )
  handlers = await startHandlers({}, { policy: fileOf(roles), lambdas: 'bundled' })
})
afterAll(() => handlers[Symbol.asyncDispose]())

// Events that need every permission, if the default event needs only some.
const NEEDS_ALL: Readonly<Record<string, string>> = {
  resilient: 'fallback',
  'chat-websocket': 'message',
}

async function callsOf(name: string, role: string) {
  const path = join('lambdas', name, 'events', `${NEEDS_ALL[name] ?? 'default'}.json`)
  const event: unknown = JSON.parse(readFileSync(path, 'utf8'))
  const { error, calls } = await handlers.run(name, event, { AWS_ACCESS_KEY_ID: role })
  expect(error).toBeUndefined()
  return calls()
}

/** Makes the same call as another role, because a process for each role would take a minute. */
async function again({ http, region, request }: Exchange, role: string): Promise<string> {
  const scope = `20260101/${region}/${http.service === 'mantle' ? 'bedrock-mantle' : 'bedrock'}`
  const response = await fetch(new URL(http.url, handlers.server.url), {
    method: http.method,
    headers: {
      'content-type': 'application/json',
      authorization: `AWS4-HMAC-SHA256 Credential=${role}/${scope}/aws4_request, SignedHeaders=host, Signature=0`,
    },
    ...(http.method !== 'GET' && { body: request.text }),
  })
  return `${response.status} ${await response.text()}`
}

test('every bundled handler has its own policies', () => {
  expect(functions.map(({ name }) => name).toSorted()).toEqual([...bundledNames].toSorted())
  for (const name of bundledNames) expect(bedrockResources(name)).not.toHaveLength(0)
})

describe.each(bundledNames)('%s', (name) => {
  let calls: readonly Exchange[]

  test('works with exactly its policies', async () => {
    calls = await callsOf(name, own(name))
    expect(calls).not.toHaveLength(0)
    if (name !== 'resilient') for (const { status } of calls) expect([200, 201]).toContain(status)
  })

  test.each(bedrockResources(name).map((resource, index) => [resource, index] as const))(
    'needs %s',
    async (_resource, index) => {
      const answers = await Promise.all(calls.map((call) => again(call, less(name, index))))
      expect(answers).toContainEqual(
        expect.stringMatching(/^40[13] .*(AccessDenied|not authorized)/),
      )
    },
  )

  test('cannot call another model', async () => {
    const credentials = { accessKeyId: own(name), secretAccessKey: 'x' }
    const client = handlers.server.client({ credentials })
    expect(await denial(ask(client, 'amazon.nova-pro-v1:0'))).toContain(
      'is not authorized to perform',
    )
  })
})

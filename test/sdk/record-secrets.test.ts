import { ConverseCommand, ConverseStreamCommand } from '@aws-sdk/client-bedrock-runtime'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { collect, NOVA, say } from '../support/answers.ts'
import {
  converseBody,
  JSON_ANSWER,
  recording,
  replaying,
  STREAM_ANSWER,
  temporaryFolder,
  textStream,
  until,
} from '../support/recorded.ts'
import { OWN, OWN_BEARER, startUpstream } from '../support/upstream.ts'

const CLIENT = {
  accessKeyId: 'ASIACLIENTKEYTEST234',
  secretAccessKey: 'c1i3ntSecretKeyForTestsOnly0123456789abcd',
  sessionToken: 'IQoJb3JpZ2luX2VjClientTokenForTestsOnlyAndLongEnoughToBeOne0123456789012',
}
const ACCOUNT = '210987654321'
const PRINCIPAL = `arn:aws:sts::${ACCOUNT}:assumed-role/Engineering/jane.doe`

test('no credential, account or principal is written, wherever it came from', async () => {
  await using folder = await temporaryFolder()
  const secrets = [
    ...Object.values(OWN),
    OWN_BEARER,
    ...Object.values(CLIENT),
    ACCOUNT,
    'jane.doe',
    'sk_live_custom',
    'private@example.org',
  ]
  await writeFile(
    join(folder.path, 'settings.yaml'),
    "redact:\n  - { pattern: 'sk_live_\\w+', as: '[key]' }\n  - { path: 'system.*.text' }\n",
  )
  // An answer that echoes everything, once whole and once in pieces.
  const echo = `keys ${Object.values(OWN).join(' ')} ${OWN_BEARER} ${CLIENT.accessKeyId} ${CLIENT.sessionToken} sk_live_custom of ${PRINCIPAL}`
  const error = `User: ${PRINCIPAL} is not authorized to perform: bedrock:InvokeModel on resource: arn:aws:bedrock:us-east-1:${ACCOUNT}:inference-profile/${NOVA}`
  await using upstream = await startUpstream(({ url, body }) => {
    if (body.includes('denied')) {
      return {
        status: 403,
        headers: [
          ...JSON_ANSWER,
          [
            'x-amzn-ErrorType',
            'AccessDeniedException:http://internal.amazon.com/coral/com.amazon.coral.service/',
          ],
          ['x-amz-security-token', OWN.AWS_SESSION_TOKEN],
          ['Set-Cookie', 'a=b'],
        ],
        pieces: [JSON.stringify({ Message: error })],
      }
    }
    if (url.endsWith('stream'))
      return { headers: STREAM_ANSWER, pieces: textStream(echo.match(/.{1,5}/g) ?? []) }
    return { headers: JSON_ANSWER, pieces: [converseBody(echo)] }
  })
  const ask = (text: string) => ({
    modelId: `arn:aws:bedrock:us-east-1:${ACCOUNT}:inference-profile/${NOVA}`,
    ...say(text),
    system: [{ text: 'private@example.org' }],
  })
  let log = ''
  {
    await using server = await recording(upstream.url, folder.path, { recordErrors: true })
    const client = server.client({ credentials: CLIENT, maxAttempts: 1 })
    await client.send(new ConverseCommand(ask('whole')))
    await collect((await client.send(new ConverseStreamCommand(ask('in pieces')))).stream)
    await client.send(new ConverseCommand(ask('denied'))).catch(() => undefined)
    log = JSON.stringify(server.journal.list().map(({ http, model }) => ({ http, model })))
  }
  const files = await folder.files()
  expect(files.size).toBe(4)
  for (const [name, text] of files) {
    if (name === 'settings.yaml') continue
    for (const secret of secrets) expect.soft(`${name}\n${text}`).not.toContain(secret)
    expect(text).not.toMatch(/authorization|Signature=[0-9a-f]{64}|set-cookie/i)
  }
  expect(log).not.toContain(CLIENT.accessKeyId)

  // A redacted recording still matches the original request.
  await using server = await replaying(folder.path)
  const { output } = await server
    .client({ credentials: CLIENT })
    .send(new ConverseCommand(ask('whole')))
  expect(output?.message?.content?.[0]?.text).toContain(
    'arn:aws:sts::123456789012:assumed-role/redacted',
  )
  const events = await collect(
    (await server.runtime.send(new ConverseStreamCommand(ask('in pieces')))).stream,
  )
  const text = events.map((event) => event.contentBlockDelta?.delta?.text ?? '').join('')
  expect(text).toMatch(/^keys \[/)
  expect(events).toHaveLength(textStream(echo.match(/.{1,5}/g) ?? []).length)
})

test('a key sent as a model id is in no name and no file, and replays', async () => {
  await using folder = await temporaryFolder()
  await using upstream = await startUpstream(() => ({
    headers: JSON_ANSWER,
    pieces: [converseBody('fine')],
  }))
  const key = 'AKIA2E0A8F3B244C9986'
  const ask = async (url: string) => {
    const init = { method: 'POST', body: JSON.stringify(say('x')) }
    return (await fetch(`${url}/model/${key}/converse`, init)).json()
  }
  let live: unknown
  {
    await using server = await recording(upstream.url, folder.path)
    live = await ask(server.url)
  }
  const files = await folder.files()
  expect(files.size).toBe(1)
  expect(JSON.stringify([...files])).not.toContain(key)
  await using server = await replaying(folder.path)
  expect(await ask(server.url)).toEqual(live)
})

test("a tool's input hides no key, whatever its members are called, and replays", async () => {
  await using folder = await temporaryFolder()
  await using upstream = await startUpstream(() => ({
    headers: JSON_ANSWER,
    pieces: [converseBody('fine')],
  }))
  const { AWS_SECRET_ACCESS_KEY: secret } = OWN
  const leaks = ['id', 'data', 'bytes', 'p', 'signature']
  const input = Object.fromEntries([
    ...leaks.map((name) => [name, `export AWS_SECRET=${secret}`]),
    [secret, 1],
    ['file', JSON.stringify({ SecretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYzzzzzzzKEY' })],
  ])
  const ask = new ConverseCommand({
    modelId: NOVA,
    toolConfig: { tools: [{ toolSpec: { name: 't', inputSchema: { json: { type: 'object' } } } }] },
    messages: [
      ...say('hi').messages,
      { role: 'assistant', content: [{ toolUse: { toolUseId: 'u1', name: 't', input } }] },
      { role: 'user', content: [{ toolResult: { toolUseId: 'u1', content: [{ text: 'x' }] } }] },
    ],
  })
  {
    await using server = await recording(upstream.url, folder.path)
    await server.runtime.send(ask)
    expect(JSON.stringify(server.journal.list())).not.toMatch(/wJalrXUt/)
  }
  const text = JSON.stringify([...(await folder.files())])
  expect(text).not.toContain(secret)
  expect(text).not.toContain('wJalrXUt')
  expect(text).toContain('[secret]')
  await using server = await replaying(folder.path)
  const { output } = await server.runtime.send(ask)
  expect(output?.message?.content?.[0]?.text).toBe('fine')
})

test('the log and the admin API show no credential either', async () => {
  await using folder = await temporaryFolder()
  const secrets = [...Object.values(OWN), ...Object.values(CLIENT), ACCOUNT, 'jane.doe']
  const echo = `keys ${Object.values(OWN).join(' ')} ${CLIENT.sessionToken} of ${PRINCIPAL}`
  await using upstream = await startUpstream(({ url }) =>
    url.endsWith('stream')
      ? { headers: STREAM_ANSWER, pieces: textStream(echo.match(/.{1,5}/g) ?? []) }
      : {
          status: 403,
          headers: [...JSON_ANSWER, ['x-amzn-ErrorType', 'AccessDeniedException:x']],
          pieces: [JSON.stringify({ message: echo })],
        },
  )
  let output = ''
  const write = vi.spyOn(process.stdout, 'write').mockImplementation((piece) => {
    output += String(piece)
    return true
  })
  try {
    await using server = await recording(upstream.url, folder.path, {
      logLevel: 'debug',
      pretty: true,
      recordErrors: true,
    })
    const client = server.client({ credentials: CLIENT, maxAttempts: 1 })
    const ask = { modelId: NOVA, ...say(`my keys are ${CLIENT.secretAccessKey} ${echo}`) }
    await client.send(new ConverseCommand(ask)).catch(() => undefined)
    await collect((await client.send(new ConverseStreamCommand(ask))).stream)
    await until(() => output.split('→ /').length === 3, 'both lines tell the file')
    for (const path of ['journal', 'config', 'fixtures', 'near-misses', 'metrics', 'sessions'])
      output += await (await fetch(`${server.url}/_admin/${path}`)).text()
    for (const { id } of server.journal.list())
      output += await (await fetch(`${server.url}/_admin/journal/${id}`)).text()
  } finally {
    write.mockRestore()
  }
  expect(output).toContain('[secret]')
  for (const secret of secrets.filter((one) => one !== CLIENT.secretAccessKey))
    expect.soft(output).not.toContain(secret)
})

import { ConverseCommand, ConverseStreamCommand } from '@aws-sdk/client-bedrock-runtime'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { collect, NOVA, say } from '../support/answers.ts'
import {
  converseBody,
  JSON_ANSWER,
  recording,
  replaying,
  STREAM_ANSWER,
  temporaryFolder,
  textStream,
} from '../support/recorded.ts'
import { OWN, OWN_BEARER, startUpstream } from '../support/upstream.ts'

const CLIENT = {
  accessKeyId: 'ASIACLIENTKEYTEST234',
  secretAccessKey: 'c1i3ntSecretKeyForTestsOnly0123456789abcd',
  sessionToken: 'IQoJb3JpZ2luX2VjClientTokenForTestsOnlyAndLongEnoughToBeOne0123456789012',
}
const ACCOUNT = '210987654321'
const PRINCIPAL = `arn:aws:sts::${ACCOUNT}:assumed-role/Engineering/jane.doe`

test('nothing written holds a credential, an account or a principal, however it got there', async () => {
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

  // What was redacted still matches the request as it is sent.
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

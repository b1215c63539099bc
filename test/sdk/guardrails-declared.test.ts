import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  ConflictException,
  CreateGuardrailCommand,
  DeleteGuardrailCommand,
  GetGuardrailCommand,
  ListGuardrailsCommand,
  ListTagsForResourceCommand,
  TagResourceCommand,
} from '@aws-sdk/client-bedrock'
import { ApplyGuardrailCommand } from '@aws-sdk/client-bedrock-runtime'
import { expect, test } from 'vitest'
import { startServer } from '../support/server.ts'

const body = (name: string, word: string) => ({
  name,
  blockedInputMessaging: 'Not that.',
  blockedOutputsMessaging: 'Not this.',
  wordPolicyConfig: { wordsConfig: [{ text: word }] },
})

test('guardrails from the config and from files exist, and files are watched', async () => {
  const path = await mkdtemp(join(tmpdir(), 'guardrails-'))
  try {
    const file = join(path, 'guardrails', 'fromfile.yaml')
    await mkdir(join(path, 'guardrails'))
    await writeFile(file, JSON.stringify(body('file', 'walrus')))
    const tags = [{ key: 'team', value: 'a' }]
    await using server = await startServer({
      fixtures: [path],
      watch: true,
      guardrails: { fromconfig: { ...body('config', 'seal'), tags } },
    })
    const { control } = server
    const { guardrails = [] } = await control.send(new ListGuardrailsCommand({}))
    expect(guardrails.map(({ id, name }) => [id, name])).toEqual([
      ['fromconfig', 'config'],
      ['fromfile', 'file'],
    ])
    const get = (guardrailIdentifier: string, guardrailVersion?: string) =>
      control.send(new GetGuardrailCommand({ guardrailIdentifier, guardrailVersion }))
    expect(await get('fromfile', '7')).toMatchObject({ version: '7', status: 'READY' })
    const verdict = await server.runtime.send(
      new ApplyGuardrailCommand({
        guardrailIdentifier: 'fromfile',
        guardrailVersion: '7',
        source: 'INPUT',
        content: [{ text: { text: 'A walrus?' } }],
      }),
    )
    expect(verdict.action).toBe('GUARDRAIL_INTERVENED')
    const resourceARN = guardrails[0]?.arn
    expect((await control.send(new ListTagsForResourceCommand({ resourceARN }))).tags).toEqual(tags)

    for (const refused of [
      control.send(new DeleteGuardrailCommand({ guardrailIdentifier: 'fromfile' })),
      control.send(new TagResourceCommand({ resourceARN, tags })),
      control.send(new CreateGuardrailCommand(body('file', 'x'))),
    ])
      await expect(refused).rejects.toThrow(ConflictException)

    await writeFile(file, JSON.stringify(body('file', 'otter')))
    await expect
      .poll(async () => (await get('fromfile')).wordPolicy?.words?.[0]?.text, { timeout: 10_000 })
      .toBe('otter')
  } finally {
    await rm(path, { recursive: true, force: true })
  }
})

test('an error in the config prevents the start with a message', async () => {
  const guardrails = { broken: { ...body('b', 'x'), wordPolicy: {} } }
  await expect(startServer({ guardrails })).rejects.toThrow(
    /^guardrails\.broken: wordPolicy is unknown; did you mean wordPolicyConfig\?$/,
  )
})

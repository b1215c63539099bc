import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { admin } from '../support/admin.ts'
import { NOVA, say } from '../support/answers.ts'
import { converseBody, JSON_ANSWER } from '../support/recorded.ts'
import { startServer } from '../support/server.ts'
import type { Server } from '../support/server.ts'
import { smallDisk } from '../support/small-disk.ts'
import { OWN, startUpstream } from '../support/upstream.ts'

const ONE = 'match: { prompt: one }\nanswer: { text: One. }\n'

const ask = async ({ url }: Pick<Server, 'url'>, text: string) => {
  const answer = await fetch(`${url}/model/${NOVA}/converse`, {
    method: 'POST',
    body: JSON.stringify(say(text)),
  })
  return { status: answer.status, text: await answer.text() }
}

const disk = smallDisk()
afterAll(() => disk?.[Symbol.dispose]())

describe.skipIf(disk === undefined)('fixtures on a faulty disk', () => {
  const { dir = '' } = disk ?? {}
  const files = () =>
    readdirSync(dir, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => relative(dir, join(entry.parentPath, entry.name)))
  const detailOf = ({ body }: { body: unknown }) => (body as { detail: string }).detail

  // The steps share the disk, which gets worse.
  test('a full disk loses nothing, and is reported in one sentence', async () => {
    writeFileSync(join(dir, 'one.yaml'), ONE)
    await using upstream = await startUpstream(() => ({
      headers: JSON_ANSWER,
      pieces: [converseBody('From AWS.')],
    }))
    await using server = await startServer(
      { mode: 'mock', fixtures: [dir], upstream: upstream.url },
      OWN,
    )
    for (const text of ['first', 'second', 'third']) await ask(server, text)
    const ids = server.journal.list().map(({ id }) => id)
    disk?.fill()
    const before = files()
    const { etag } = (await admin(server, 'GET', '/files/one.yaml')).body as { etag: string }
    const written = await admin(
      server,
      'PUT',
      '/files/one.yaml',
      { text: `${ONE}# more\n` },
      {
        'if-match': etag,
      },
    )
    expect([written.status, detailOf(written)]).toEqual([
      409,
      'one.yaml cannot be written: the disk is full.',
    ])
    expect(readFileSync(join(dir, 'one.yaml'), 'utf8')).toBe(ONE)

    const saved = await admin(server, 'POST', '/journal/save', { ids })
    expect([saved.status, detailOf(saved)]).toEqual([
      409,
      expect.stringMatching(/^saved\/first-\w+\.yaml cannot be written: the disk is full\.$/),
    ])
    expect(files()).toEqual(before)

    await admin(server, 'PUT', '/mode', { mode: 'record' })
    expect(await ask(server, 'from upstream')).toMatchObject({
      status: 200,
      text: expect.stringContaining('From AWS.') as string,
    })
    const taken = async () =>
      ((await admin(server, 'GET', '/record')).body as { taken: { why?: string }[] }).taken
    await expect.poll(taken).toHaveLength(1)
    expect((await taken())[0]?.why).toMatch(/cannot be written: the disk is full\.$/)
    expect(files()).toEqual(before)
    // Existing fixtures still answer.
    await admin(server, 'PUT', '/mode', { mode: 'replay' })
    expect((await ask(server, 'one')).status).toBe(200)
  })

  test('a read-only disk is reported before anything is typed, and fixtures still answer', async () => {
    mkdirSync(join(dir, 'saved'), { recursive: true })
    disk?.makeReadOnly()
    await using server = await startServer({ mode: 'mock', fixtures: [dir] })
    const list = (await admin(server, 'GET', '/files')).body as { writable: boolean }
    expect(list.writable).toBe(false)
    const file = (await admin(server, 'GET', '/files/one.yaml')).body as {
      writable: boolean
      etag: string
    }
    expect(file.writable).toBe(false)
    const headers = { 'if-match': file.etag }
    const put = await admin(server, 'PUT', '/files/one.yaml', { text: 'x' }, headers)
    expect([put.status, detailOf(put)]).toEqual([
      409,
      'one.yaml cannot be written: the folder is read-only.',
    ])
    const remove = await admin(server, 'DELETE', '/files/one.yaml', undefined, headers)
    expect(remove.status).toBe(409)
    await ask(server, 'one')
    const [exchange] = server.journal.list()
    const saved = await admin(server, 'POST', '/journal/save', { ids: [exchange?.id] })
    expect([saved.status, detailOf(saved)]).toEqual([
      409,
      expect.stringMatching(/ cannot be written: the folder is read-only\.$/),
    ])
  })
})

import * as fs from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { createWhole, writeWhole } from '../../../server/recordings/write-whole.ts'
import { temporaryFolder } from '../../support/recorded.ts'

const { linkSync } = vi.hoisted(() => ({ linkSync: vi.fn<typeof fs.linkSync>() }))
vi.mock('node:fs', async (original) => ({ ...(await original<typeof fs>()), linkSync }))

const withLinks = async () => {
  const { linkSync: own } = await vi.importActual<typeof fs>('node:fs')
  linkSync.mockImplementation(own)
}
const withoutLinks = async () => {
  linkSync.mockImplementation(() => {
    throw Object.assign(new Error('no links here'), { code: 'EPERM' })
  })
}
afterEach(() => linkSync.mockReset())

describe.each([
  ['with links', withLinks],
  ['on a file system without links', withoutLinks],
])('a new file %s', (_name, prepare) => {
  test('is complete, in a folder that did not exist, and leaves nothing next to it', async () => {
    await prepare()
    await using folder = await temporaryFolder()
    const path = join(folder.path, 'converse/nova/a.yaml')
    const stats = await createWhole(path, 'the text')
    expect(stats).toMatchObject({ size: 8, ino: fs.statSync(path).ino })
    expect(await folder.files()).toEqual(new Map([['converse/nova/a.yaml', 'the text']]))
  })

  test('is created by one writer only', async () => {
    await prepare()
    await using folder = await temporaryFolder()
    const path = join(folder.path, 'a.yaml')
    const texts = ['first', 'second', 'third', 'fourth']
    const all = await Promise.all(texts.map((text) => createWhole(path, text)))
    const won = texts.filter((_text, at) => all[at] !== undefined)
    expect(won).toHaveLength(1)
    expect(await folder.files()).toEqual(new Map([['a.yaml', won[0]]]))
  })

  test('never replaces another one', async () => {
    await prepare()
    await using folder = await temporaryFolder()
    const path = join(folder.path, 'a.yaml')
    await writeFile(path, 'its owner’s')
    expect(await createWhole(path, 'ours')).toBeUndefined()
    expect(await readFile(path, 'utf8')).toBe('its owner’s')
  })
})

test('a long text is written in full as well', async () => {
  await using folder = await temporaryFolder()
  const path = join(folder.path, 'long.yaml')
  const text = 'A line of a long answer.\n'.repeat(10_000)
  await writeWhole(path, 'short')
  await writeWhole(path, text)
  expect(await readFile(path, 'utf8')).toBe(text)
})

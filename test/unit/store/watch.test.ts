import { chmodSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test, vi } from 'vitest'
import { callOf } from '../../support/calls.ts'
import { fixtureFolder } from '../../support/fixture-folder.ts'
import { newSession, openStore, played, question } from '../../support/fixture-store.ts'
import type { FixtureFolder } from '../../support/fixture-folder.ts'
import type { OpenStore } from '../../support/fixture-store.ts'
import { typeOf, watchFolder } from '../../../server/store/watch.ts'

const answers = (store: OpenStore, text: string) => {
  expect(played(store, question('hi'))).toMatchObject({ reply: { content: [{ text }] } })
}

const until = (check: () => void) => vi.waitFor(check, { timeout: 30_000, interval: 20 })

function watched(folder: FixtureFolder): OpenStore {
  return openStore([folder], { watch: true })
}

const TITAN_IMAGE = 'amazon.titan-image-generator-v2:0'
const base64 = (text: string) => Buffer.from(text).toString('base64')
const fixture = (text: string) => `answer: { text: ${text} }\n`

describe('while the server runs', () => {
  test('a changed file takes effect', async () => {
    using folder = fixtureFolder({ 'f.yaml': fixture('old') })
    using store = watched(folder)
    answers(store, 'old')
    folder.write('f.yaml', fixture('new'))
    await until(() => answers(store, 'new'))
    expect(store.logged.at(-1)).toMatch(/^info: .*f\.yaml was reloaded$/)
  })

  test('a change takes effect before the folder has settled', async () => {
    using folder = fixtureFolder({ 'f.yaml': fixture('old') })
    // No timer fires, so only the call itself can load the change.
    vi.useFakeTimers({ toFake: ['setTimeout', 'setInterval'] })
    try {
      using store = watched(folder)
      answers(store, 'old')
      folder.write('f.yaml', fixture('new'))
      while (!store.logged.some((line) => line.endsWith('f.yaml was reloaded'))) {
        await new Promise((resolve) => setImmediate(resolve))
        store.find(question('hi'))
      }
      answers(store, 'new')
    } finally {
      vi.useRealTimers()
    }
  })

  // The kubelet writes a new folder and then renames a link to it; other entries are links through it.
  test.skipIf(process.platform === 'win32')('an updated ConfigMap is loaded', async () => {
    using folder = fixtureFolder({ '..1/f.yaml': fixture('old') })
    symlinkSync('..1', join(folder.path, '..data'))
    symlinkSync('..data/f.yaml', join(folder.path, 'f.yaml'))
    using store = watched(folder)
    answers(store, 'old')
    folder.write('..2/f.yaml', fixture('new'))
    symlinkSync('..2', join(folder.path, '..data_tmp'))
    renameSync(join(folder.path, '..data_tmp'), join(folder.path, '..data'))
    rmSync(join(folder.path, '..1'), { recursive: true })
    await until(() => answers(store, 'new'))
  })

  test.skipIf(process.platform === 'win32')('a linked file outside the folder', async () => {
    using elsewhere = fixtureFolder({ 'f.yaml': fixture('old') })
    using folder = fixtureFolder()
    symlinkSync(join(elsewhere.path, 'f.yaml'), join(folder.path, 'f.yaml'))
    using store = watched(folder)
    answers(store, 'old')
    elsewhere.write('f.yaml', fixture('new'))
    await until(() => answers(store, 'new'))
  })

  test('a new file, in a new folder, is loaded', async () => {
    using folder = fixtureFolder()
    using store = watched(folder)
    folder.write('deep/er/f.yaml', fixture('new'))
    await until(() => answers(store, 'new'))
    folder.write('deep/er/f.yaml', fixture('newer'))
    await until(() => answers(store, 'newer'))
  })

  test('a deleted file is gone', async () => {
    using folder = fixtureFolder({
      'a.yaml': `priority: 1\n${fixture('first')}`,
      'b.yaml': fixture('second'),
    })
    using store = watched(folder)
    answers(store, 'first')
    folder.remove('a.yaml')
    await until(() => answers(store, 'second'))
  })

  test('editors that write a new file and rename it are understood', async () => {
    using folder = fixtureFolder({ 'f.yaml': fixture('old') })
    using store = watched(folder)
    const temporary = join(folder.path, '.f.yaml.swp')
    writeFileSync(temporary, fixture('new'))
    renameSync(temporary, join(folder.path, 'f.yaml'))
    await until(() => answers(store, 'new'))
  })

  test('a renamed file has a new name', async () => {
    using folder = fixtureFolder({ 'f.yaml': fixture('x') })
    using store = watched(folder)
    renameSync(join(folder.path, 'f.yaml'), join(folder.path, 'g.yaml'))
    await until(() => expect(store.list().map(({ name }) => name)).toEqual(['g.yaml']))
  })

  test('a broken file keeps its last valid version, and reports it', async () => {
    using folder = fixtureFolder({ 'f.yaml': fixture('good') })
    using store = watched(folder)
    folder.write('f.yaml', 'answer: { txt: x }\n')
    await until(() => expect(store.problems).toHaveLength(1))
    answers(store, 'good')
    expect(store.logged).toEqual([
      expect.stringMatching(
        /^error: .*f\.yaml:1:11: answer\.txt is unknown; did you mean "text"\?$/,
      ),
      expect.stringMatching(/^warn: .*f\.yaml is broken; its last valid version is still used$/),
    ])
    folder.write('f.yaml', fixture('better'))
    await until(() => answers(store, 'better'))
    expect(store.problems).toEqual([])
  })

  test('the file that a fixture names may be added later, change and be removed', async () => {
    using folder = fixtureFolder({ 'f.yaml': 'answer: { image: media/sun.png }' })
    using store = watched(folder)
    const image = () => {
      const call = callOf('InvokeModel', { model: TITAN_IMAGE, body: { taskType: 'TEXT_IMAGE' } })
      const answer = played(store, call)
      return answer?.kind === 'reply' && answer.reply.kind === 'images' ? answer.reply.images : []
    }
    expect(store.problems).toHaveLength(1)
    folder.write('media/sun.png', 'sun')
    await until(() => expect(image()).toEqual([base64('sun')]))
    folder.write('media/sun.png', 'a brighter sun')
    await until(() => expect(image()).toEqual([base64('a brighter sun')]))
    folder.remove('media/sun.png')
    await until(() => expect(store.problems).toHaveLength(1))
    expect(image()).toEqual([base64('a brighter sun')])
  })

  test('the folder may be removed and created again', async () => {
    using folder = fixtureFolder({ 'f.yaml': fixture('before') })
    using store = watched(folder)
    folder.remove()
    await until(() => expect(store.find(question('hi'))).toBeUndefined())
    folder.write('f.yaml', fixture('after'))
    await until(() => answers(store, 'after'))
    folder.write('f.yaml', fixture('later'))
    await until(() => answers(store, 'later'))
  })

  test('a folder that does not exist yet is loaded when it is created', async () => {
    using folder = fixtureFolder()
    folder.remove()
    using store = watched(folder)
    folder.write('f.yaml', fixture('x'))
    await until(() => answers(store, 'x'))
  })

  test('a read-only folder is not a problem', () => {
    using folder = fixtureFolder({ 'f.yaml': fixture('x') })
    chmodSync(folder.path, 0o555)
    using store = watched(folder)
    answers(store, 'x')
    chmodSync(folder.path, 0o755)
  })
})

test('everything can be reloaded at once', () => {
  using folder = fixtureFolder({ 'f.yaml': fixture('old') })
  using store = openStore([folder])
  folder.write('f.yaml', fixture('new'))
  store.reload()
  answers(store, 'new')
})

test('an unchanged fixture keeps its count and its place after a reload', () => {
  using folder = fixtureFolder({
    'f.yaml': 'answers: [{ text: one }, { text: two }]\n',
    'r.yaml': 'match: { prompt: other }\nanswer: { text: other }\n',
  })
  using store = openStore([folder])
  const session = newSession()
  const play = () => played(store, question('hi', { session }))
  expect(play()).toMatchObject({ reply: { content: [{ text: 'one' }] } })
  store.reload()
  expect(store.list()).toEqual(
    expect.arrayContaining([expect.objectContaining({ name: 'f.yaml', calls: 1 })]),
  )
  folder.write('r.yaml', 'match: { prompt: another }\nanswer: { text: other }\n')
  store.reload()
  expect(play()).toMatchObject({ reply: { content: [{ text: 'two' }] } })
})

test('changed settings apply to recordings from then on', () => {
  using folder = fixtureFolder({ 'settings.yaml': 'ignore: [inferenceConfig]\n' })
  using store = openStore([folder])
  folder.write('settings.yaml', 'ignor: []\n')
  store.reload()
  expect(store.problems.map(({ message }) => message)).toEqual([
    'ignor is unknown; expected one of ignore, normalise, redact',
  ])
})

test('if the file system reports no changes, files are polled', async () => {
  using folder = fixtureFolder({ 'f.yaml': fixture('old') })
  let changes = 0
  const watcher = watchFolder(folder.path, () => (changes += 1), { tells: () => false })
  folder.write('f.yaml', fixture('something new'))
  await until(() => expect(changes).toBe(1))
  folder.write('deep/g.yaml', fixture('x'))
  await until(() => expect(changes).toBe(2))
  for (const [at, name] of ['sun.png', 'settings.yaml'].entries()) {
    folder.write(name, 'x')
    await until(() => expect(changes).toBe(at + 3))
  }
  watcher.close()
})

test('a known file does not trigger another scan of the folder', async () => {
  using folder = fixtureFolder({ 'f.yaml': fixture('old') })
  const paths = new Set<string>()
  let changes = 0
  const watcher = watchFolder(folder.path, () => (changes += 1), {
    isKnown: (path) => paths.add(path).size > 0 && path.endsWith('own.yaml'),
    tells: () => true,
  })
  folder.write('own.yaml', fixture('written by the server itself'))
  await until(() => expect([...paths].join()).toContain('own.yaml'))
  expect(changes).toBe(0)
  folder.write('f.yaml', fixture('something new'))
  await until(() => expect(changes).toBe(1))
  watcher.close()
})

test('the file system of a path is that of the nearest mount', () => {
  const mounts = [
    '22 27 0:21 / / rw - ext4 /dev/sda rw',
    '30 22 0:30 / /project rw - overlay overlay rw',
    '31 30 0:31 / /project/my\\040fixtures rw - fakeowner /run/host rw',
  ].join('\n')
  expect(typeOf('/home/me', mounts)).toBe('ext4')
  expect(typeOf('/project/x', mounts)).toBe('overlay')
  expect(typeOf('/project/my fixtures/a', mounts)).toBe('fakeowner')
  expect(typeOf('/projects', mounts)).toBe('ext4')
})

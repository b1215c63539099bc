import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { ConverseCommand, ConverseStreamCommand } from '@aws-sdk/client-bedrock-runtime'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { run } from '../../server/commands/import.ts'
import { configOf } from '../../server/settings/config.ts'
import { collect, say } from '../support/answers.ts'
import { asking, call, MODEL, notations, stream } from '../support/cassettes.ts'
import type { Given } from '../support/cassettes.ts'
import { converseBody, replaying, temporaryFolder, textStream } from '../support/recorded.ts'

let printed = ''

beforeEach(() => {
  printed = ''
  for (const output of [process.stdout, process.stderr])
    vi.spyOn(output, 'write').mockImplementation((text) => {
      printed += text.toString()
      return true
    })
})

afterEach(() => {
  vi.restoreAllMocks()
})

const cassette = (what: string, given: Given) => (notations[what]?.[1] ?? (() => ''))(given)

/** A folder with files of other tools in `from`, and the fixtures folder `to`. */
async function withFiles(files: Readonly<Record<string, string | Buffer>>) {
  const folder = await temporaryFolder()
  const from = join(folder.path, 'from')
  for (const [name, content] of Object.entries(files)) {
    const path = join(from, name)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, content)
  }
  const to = join(folder.path, 'to')
  return {
    from,
    to,
    async written() {
      const all = await folder.files()
      return [...all]
        .filter(([path]) => path.startsWith('to'))
        .map(([path, text]) => ({ path, text }))
    },
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  }
}

const importing = (from: string, to: string, yes?: '--yes') =>
  run(
    { from: 'auto', to: undefined, yes: yes !== undefined, json: false },
    [from],
    configOf({ fixtures: [to] }),
  )

const answering = (prompt: string, text: string) =>
  call({ request: asking(prompt), response: Buffer.from(converseBody(text)) })

describe('bedrock-local import', () => {
  test('only prints what it would do, until --yes', async () => {
    await using files = await withFiles({
      'a.yaml': cassette('vcr of vcr.py', call()),
      'same.har': cassette('har of a browser', call()),
      'other.har': cassette('har of a browser', answering('Hi', 'Goodbye')),
      'refused.yaml': cassette('vcr of Go', call({ status: 403 })),
      'README.md': 'Hello',
    })
    expect(await importing(files.from, files.to)).toBe(0)
    expect(await files.written()).toEqual([])
    expect(printed).toMatch(/a\.yaml +vcr +1 new\n/)
    expect(printed).toMatch(
      /same\.har +har +1 skipped: a different answer to a request in|same\.har +har +1 duplicate\n/,
    )
    expect(printed).toMatch(/refused\.yaml +vcr +1 skipped: 403: the caller was rejected\n/)
    expect(printed).toMatch(/README\.md +- +skipped: not a recording in a known format\n/)
    expect(printed).toContain('5 files: 1 new, 1 duplicate, 2 skipped, 1 file skipped')
    expect(printed).toContain('Nothing was written. Confirm with --yes to import.')
  })

  test('replays imported calls through every sibling API, and imports nothing twice', async () => {
    await using files = await withFiles({
      'calls/a.yaml': cassette('vcr of vcr.py', call()),
      'calls/b.har': cassette('har of Polly, packed', answering('Who?', 'Nova')),
      'streams/c.yml': cassette(
        'vcr of Ruby',
        stream({ request: asking('Slowly'), response: Buffer.concat(textStream(['Fi', 'ne'])) }),
      ),
    })
    expect(await importing(files.from, files.to, '--yes')).toBe(0)
    expect(printed).toContain('3 written to ')
    {
      await using server = await replaying(files.to)
      const { runtime } = server
      for (const [prompt, text] of [
        ['Hi', 'Hello'],
        ['Who?', 'Nova'],
        ['Slowly', 'Fine'],
      ] as const) {
        const input = { modelId: MODEL, ...say(prompt) }
        const whole = await runtime.send(new ConverseCommand(input))
        expect(whole.output?.message?.content).toEqual([{ text }])
        const { stream: events } = await runtime.send(new ConverseStreamCommand(input))
        const streamed = (await collect(events))
          .map(({ contentBlockDelta }) => contentBlockDelta?.delta?.text ?? '')
          .join('')
        expect(streamed).toBe(text)
      }
    }
    printed = ''
    expect(await importing(files.from, files.to, '--yes')).toBe(0)
    expect(printed).toContain('0 new, 3 duplicates')
    expect(await files.written()).toHaveLength(3)
  })

  test('reads the bodies of WireMock with their mappings', async () => {
    const request = {
      url: call().path,
      method: 'POST',
      bodyPatterns: [{ equalToJson: call().request }],
    }
    await using files = await withFiles({
      'mappings/a.json': JSON.stringify({ request, response: { bodyFileName: 'a.json' } }),
      '__files/a.json': call().response,
    })
    await importing(files.from, files.to)
    expect(printed).toMatch(/__files\/a\.json +- +read with another file, which refers to it\n/)
    expect(printed).toContain('2 files: 1 new, 0 duplicates, 0 skipped, 0 files skipped')
  })

  test('reports every outcome to other programs', async () => {
    await using files = await withFiles({
      'a.yaml': cassette('vcr of vcr.py', call()),
      'b.yaml': cassette('vcr of Go', call({ status: 403 })),
      'c.md': 'Hello',
    })
    const flags = { from: 'auto', to: files.to, yes: true, json: true }
    expect(await run(flags, [files.from], configOf({ fixtures: [] }))).toBe(0)
    expect(JSON.parse(printed)).toMatchObject({
      files: [
        { format: 'vcr', items: [{ outcome: 'taken' }] },
        { format: 'vcr', items: [{ outcome: 'skipped', why: '403: the caller was rejected' }] },
        { items: [], why: 'not a recording in a known format' },
      ],
      lacks: { timing: 1 },
      written: { recordings: 1, failed: [] },
    })
  })

  test('plays several answers of one cassette in order', async () => {
    const [first, second] = [answering('Roll', 'One'), answering('Roll', 'Six')]
    const twice = [first, second].map((one) => cassette('nock definitions', one).toString())
    await using files = await withFiles({ 'a.json': twice.join('').replace('][', ',') })
    await importing(files.from, files.to, '--yes')
    await using server = await replaying(files.to)
    const roll = new ConverseCommand({ modelId: MODEL, ...say('Roll') })
    const texts = []
    for (let nth = 0; nth < 3; nth++)
      texts.push((await server.runtime.send(roll)).output?.message?.content?.[0]?.text)
    expect(texts).toEqual(['One', 'Six', 'Six'])
  })

  test('plays a scenario of WireMock in order, with one mapping per file', async () => {
    const mapping = (text: string, needs: string, sets?: string) =>
      JSON.stringify({
        ...(JSON.parse(cassette('wiremock mapping', answering('Roll', text)).toString()) as object),
        scenarioName: 'dice',
        requiredScenarioState: needs,
        newScenarioState: sets,
      })
    await using files = await withFiles({
      'mappings/model-1.json': mapping('Six', 'rolled twice'),
      'mappings/model-2.json': mapping('Two', 'rolled once', 'rolled twice'),
      'mappings/model-3.json': mapping('One', 'Started', 'rolled once'),
      'mappings/other.json': cassette('wiremock mapping', answering('Hi', 'Hello')),
    })
    await importing(files.from, files.to, '--yes')
    expect(printed).toContain('4 files: 4 new, 0 duplicates, 0 skipped')
    expect(await files.written()).toHaveLength(2)
    await using server = await replaying(files.to)
    const roll = new ConverseCommand({ modelId: MODEL, ...say('Roll') })
    const texts = []
    for (let nth = 0; nth < 4; nth++)
      texts.push((await server.runtime.send(roll)).output?.message?.content?.[0]?.text)
    expect(texts).toEqual(['One', 'Two', 'Six', 'Six'])
    printed = ''
    await importing(files.from, files.to, '--yes')
    expect(printed).toContain('0 new, 4 duplicates')
  })

  test('notes the origin and the losses in the file, and hides secrets', async () => {
    const request = asking('I am AKIAABCDEFGHIJKLMNOP in arn:aws:iam::111122223333:user/me')
    await using files = await withFiles({
      'a.yaml': cassette('vcr of vcr.py', call({ request })),
    })
    await importing(files.from, files.to, '--yes')
    const [file] = await files.written()
    expect(file?.text).toMatch(/from: .*a\.yaml \(vcr\)/)
    expect(file?.text).toMatch(/lacks:\n +- time of the call\n +- timing/)
    expect(file?.text).not.toMatch(/AKIAABCDEFGHIJKLMNOP|111122223333|at: /)
    expect(printed).toContain('Secrets and account ids are replaced in 1 of them.')
    expect(printed).toContain(
      'Not in the files, and not invented: time of the call (1), timing (1).',
    )
  })

  test('turns aimock rules into fixtures', async () => {
    const rule = { match: { userMessage: 'weather' }, response: { content: 'Sunny.' } }
    await using files = await withFiles({ 'chat.json': JSON.stringify({ fixtures: [rule] }) })
    await importing(files.from, files.to, '--yes')
    await using server = await replaying(files.to)
    const input = { modelId: MODEL, ...say('How is the weather?') }
    const answer = await server.runtime.send(new ConverseCommand(input))
    expect(answer.output?.message?.content).toEqual([{ text: 'Sunny.' }])
    printed = ''
    await importing(files.from, files.to, '--yes')
    expect(printed).toContain('0 new, 1 duplicate')
  })

  test('rejects a path that does not exist, and a target that is a file', async () => {
    await expect(importing('nowhere', 'fixtures')).rejects.toThrow(
      'File or folder not found: nowhere',
    )
    const flags = { from: 'auto', to: 'package.json', yes: true, json: false }
    await expect(run(flags, ['test'], configOf({ fixtures: [] }))).rejects.toThrow(
      '--to needs a folder; package.json is a file.',
    )
  })
})

import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { startServer } from '../support/server.ts'
import { clientVariables } from '../../server/settings/client-env.ts'

const root = resolve(import.meta.dirname, '../..')
let server: Awaited<ReturnType<typeof startServer>>

beforeAll(async () => {
  server = await startServer({ mode: 'replay', fixtures: ['fixtures'], pace: '4x' })
})

afterAll(async () => {
  await server[Symbol.asyncDispose]()
})

interface Ran {
  code: number | null
  out: string
  err: string
  /** When each piece of the output arrived. */
  times: number[]
}

/** `npm run lambda -- ...`, without npm. */
function run(script: string, args: string[], env: Record<string, string> = {}): Promise<Ran> {
  const child = spawn(process.execPath, [join(inject('commands'), script), ...args], {
    cwd: root,
    env: { PATH: process.env['PATH'] ?? '', HOME: '/nonexistent', ...env },
  })
  const ran: Ran = { code: null, out: '', err: '', times: [] }
  child.stdout.on('data', (data: Buffer) => {
    ran.out += data.toString()
    ran.times.push(performance.now())
  })
  child.stderr.on('data', (data: Buffer) => (ran.err += data.toString()))
  return new Promise((done) => child.once('close', (code) => done({ ...ran, code })))
}

const lambda = (args: string[], env: Record<string, string> = {}) =>
  run('lambda.js', args, { ...clientVariables(server.url, 'us-east-1'), ...env })
const body = ({ out }: Ran) => JSON.parse((JSON.parse(out) as { body: string }).body) as unknown

describe('npm run lambda', () => {
  test('without a name lists the functions', async () => {
    const { code, out } = await lambda([])
    expect(code).toBe(0)
    expect(out).toMatch(/^ask-with-tools +A conversation in which the model calls a tool$/m)
    expect(out).toMatch(/^live-stream /m)
  })

  test('runs a function with its default event, and logs to stderr', async () => {
    const ran = await lambda(['converse-once'])
    expect(ran.code).toBe(0)
    expect(body(ran)).toEqual({ reply: expect.stringContaining('Streaming shows the first words') })
    expect(ran.err).toMatch(/^START RequestId: .*\n[^]*^REPORT RequestId: /m)
  })

  test("hides the SDK's warning about the Node version", async () => {
    const { err } = await lambda(['converse-once'])
    expect(err).not.toContain('NodeVersionSupportWarning')
  })

  test('accepts an event as JSON, as a file, or by name', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'event-'))
    const file = join(dir, 'mine.json')
    writeFileSync(file, '{"prompt":"What is Amazon Bedrock?"}')
    const [inline, fromFile, named] = await Promise.all([
      lambda(['converse', '--event', '{"prompt":"What is Amazon Bedrock?"}']),
      lambda(['converse', '--event', file]),
      lambda(['converse', '--event', 'system']),
    ])
    rmSync(dir, { recursive: true })
    expect(body(inline)).toEqual({
      reply: expect.stringMatching(/^Amazon Bedrock is a managed service/),
    })
    expect(body(fromFile)).toEqual(body(inline))
    expect(body(named)).toEqual({ reply: expect.stringMatching(/^Amazon Bedrock offers/) })
  })

  test('settings of the template can be overridden in the shell', async () => {
    const ran = await lambda(['converse-stream'], { MODEL_ID: 'us.amazon.nova-micro-v1:0' })
    expect(body(ran)).toMatchObject({ modelId: 'us.amazon.nova-micro-v1:0' })
  })

  test('shows a stream as it arrives', async () => {
    const { out, times } = await lambda([
      'live-stream',
      '--event',
      '{"prompt":"Why is the sky blue?"}',
    ])
    expect(out).toMatch(/^Air scatters short waves .* from the Sun\.\n$/)
    expect(times.length).toBeGreaterThan(2)
  })

  test('shows the metrics of a call as a table', async () => {
    const { err } = await lambda(['observed'])
    expect(err).toMatch(/^BedrockFunctions FunctionName=observed ModelId=amazon\.nova-lite-v1:0$/m)
    expect(err).toMatch(/^ {2}OutputTokens +64$/m)
    expect(err).toMatch(/^ {2}FirstTokenMs +\d+ ms$/m)
    expect(err).toMatch(/^BedrockFunctions FunctionName=observed StopReason=end_turn$/m)
  })

  test('a failure is printed as Lambda reports it, and sets the exit code', async () => {
    const { code, out } = await lambda(['converse'], { MAX_TOKENS: 'abc' })
    expect(code).toBe(1)
    expect(JSON.parse(out)).toMatchObject({
      errorType: 'Error',
      errorMessage: 'MAX_TOKENS must be an integer from 1 to 1000000, not "abc"',
      trace: expect.arrayContaining([expect.stringContaining('lambdas/settings.ts')]),
    })
  })

  test.each([
    [['nope'], /^There is no function "nope"\. There are: anthropic-messages, ask-with-tools, /],
    [['converse', '--event', '{oops'], /^--event is not valid JSON: /],
    [
      ['converse', '--event', 'missing.json'],
      /^--event takes JSON or a file; "missing\.json" is neither$/m,
    ],
    [['converse', '--events', '{}'], /--events/],
  ])('%j is rejected with a message', async (args, sentence) => {
    const { code, err } = await lambda(args)
    expect([code, err]).toEqual([2, expect.stringMatching(sentence)])
  })

  test('an event over 6 MB is rejected', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'event-')), 'large.json')
    writeFileSync(file, JSON.stringify('x'.repeat(6 * 1024 * 1024)))
    const { code, err } = await lambda(['converse', '--event', file])
    expect([code, err]).toEqual([2, expect.stringContaining('Lambda takes events of up to 6 MB')])
  })

  test('without variables it starts a server and says which settings it uses', async () => {
    const ran = await run('lambda.js', ['converse-basic'])
    expect(ran.code).toBe(0)
    expect(JSON.parse(ran.out)).toMatchObject({
      statusCode: 200,
      body: expect.stringContaining('hello world'),
    })
    expect(ran.err).toContain('AWS_REGION is not set: using us-east-1.')
    expect(ran.err).toContain('No AWS credentials are set: using placeholders')
    expect(ran.err).toMatch(
      /No endpoint is set: started bedrock-local in mock mode on http:\/\/127\.0\.0\.1:\d+/,
    )
  })
})

describe('npm run compare', () => {
  test('runs any functions, and charts when their text arrives', async () => {
    const { code, out, err } = await run(
      'compare.js',
      ['--functions', 'converse-once,live-stream,resilient'],
      clientVariables(server.url, 'us-east-1'),
    )
    expect([code, err]).toEqual([0, ''])
    expect(out).toMatch(/^ {2}converse-once +·+█$/m)
    expect(out).toMatch(/^ {2}live-stream +·*█[█░]+█$/m)
    expect(out).toMatch(/^ {2}resilient +·+█$/m)
    expect(out).toMatch(/^ +0 +\d\.\d s$/m)
  })

  test.each([
    ['nope', /^There is no function "nope"\. There are: anthropic-messages, ask-with-tools, /],
    ['converse-once,', /^--functions must be a list of strings/m],
  ])('--functions %s is rejected with a message', async (functions, sentence) => {
    const { code, err } = await run('compare.js', ['--functions', functions])
    expect([code, err]).toEqual([1, expect.stringMatching(sentence)])
  })

  test('shows time to first text and total time for each model', async () => {
    const models = ['amazon.nova-micro-v1:0', 'us.amazon.nova-lite-v1:0']
    const prompt = 'why streaming makes a chat feel faster'
    const { code, out } = await run(
      'compare.js',
      [prompt, '--models', models.join(',')],
      clientVariables(server.url, 'us-east-1'),
    )
    expect(code).toBe(0)
    for (const model of models) expect(out).toContain(`\n${model}\n`)
    const [, first = 0, total = 0] = (/converse-stream +(\d+) ms +(\d+) ms/.exec(out) ?? []).map(
      Number,
    )
    expect(first).toBeLessThan(total)
    const [, once, all] = /converse-once +(\d+) ms +(\d+) ms/.exec(out) ?? []
    expect(once).toBe(all)
    expect(Number(once)).toBeGreaterThan(first)
  })

  test('reports a model that fails, and compares the others', async () => {
    const models = ['amazon.nova-nano-v1:0', 'amazon.nova-micro-v1:0']
    const { code, out } = await run(
      'compare.js',
      ['why streaming makes a chat feel faster', '--models', models.join(',')],
      clientVariables(server.url, 'us-east-1'),
    )
    expect(code).toBe(1)
    expect(out).toMatch(
      /\namazon\.nova-nano-v1:0\n {2}converse-once failed: ValidationException: The provided model identifier is invalid\.\n/,
    )
    expect(out).toMatch(/\namazon\.nova-micro-v1:0\n.*\n {2}converse-once /)
  })

  test('reports a server that answers at once', async () => {
    await using quick = await startServer({ mode: 'mock', fixtures: [], pace: 'instant' })
    const advice = 'start it with --pace realistic'
    const variables = clientVariables(quick.url, 'us-east-1')
    // On a busy machine the calls may take as long as those of a real model.
    await expect
      .poll(async () => (await run('compare.js', ['hi'], variables)).err, { timeout: 60_000 })
      .toContain(advice)
  })
})

import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { load } from 'js-yaml'
import { expect, inject, test } from 'vitest'

// The action, run as GitHub's runner runs it.

const root = resolve(import.meta.dirname, '../..')
const action = join(root, 'scripts/github-action')
const { inputs, runs } = load(readFileSync(join(action, 'action.yml'), 'utf8')) as {
  inputs: Record<string, { default: string }>
  runs: Record<'main' | 'post', string>
}

/** The runner's files, and what a step gets from earlier steps. */
function runner(given: Record<string, string>) {
  const folder = mkdtempSync(join(inject('runFolder'), 'action-'))
  const files = ['ENV', 'OUTPUT', 'STATE', 'STEP_SUMMARY'].map((name) => `GITHUB_${name}`)
  for (const file of files) writeFileSync(join(folder, file), '')
  const read = (file: string) =>
    Object.fromEntries(
      readFileSync(join(folder, file), 'utf8')
        .split(/\r?\n/)
        .filter(Boolean)
        .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
    ) as Record<string, string>
  const env = () => ({
    PATH: process.env['PATH'],
    HOME: '/nonexistent',
    RUNNER_TEMP: folder,
    ...Object.fromEntries(files.map((file) => [file, join(folder, file)])),
    ...Object.fromEntries(
      Object.entries(inputs).map(([name, { default: value }]) => [
        `INPUT_${name.toUpperCase()}`,
        given[name] ?? value,
      ]),
    ),
    ...Object.fromEntries(
      Object.entries(read('GITHUB_STATE')).map(([name, value]) => [`STATE_${name}`, value]),
    ),
  })
  const step = (name: 'main' | 'post') =>
    new Promise<{ code: number | null; out: string }>((done) => {
      const child = spawn(process.execPath, [join(action, runs[name])], { env: env(), cwd: folder })
      let out = ''
      child.stdout.on('data', (data: Buffer) => (out += data.toString()))
      child.stderr.on('data', (data: Buffer) => (out += data.toString()))
      child.once('close', (code) => done({ code, out }))
    })
  return { folder, step, read, summary: () => readFileSync(join(folder, files[3] ?? ''), 'utf8') }
}

const command = `"${process.execPath}" "${join(inject('commands'), 'bedrock-local.js')}"`
const own = { command, port: '0', fixtures: join(root, 'fixtures'), options: '--lambdas none' }

test('starts a server, exports the variables, annotates misses and stops it', async () => {
  const job = runner(own)
  const main = await job.step('main')
  expect(main).toMatchObject({ code: 0, out: expect.stringContaining('answers at http://') })
  const env = job.read('GITHUB_ENV')
  const url = env['AWS_ENDPOINT_URL_BEDROCK_RUNTIME'] ?? ''
  expect(env).toMatchObject({ AWS_REGION: 'us-east-1', AWS_ACCESS_KEY_ID: 'local' })
  expect(job.read('GITHUB_OUTPUT')).toEqual({ url })
  await fetch(`${url}/model/amazon.nova-micro-v1:0/converse`, {
    method: 'POST',
    body: '{"messages":[{"role":"user","content":[{"text":"What is Amazon Bedrok?"}]}]}',
  })
  const post = await job.step('post')
  expect(post.code).toBe(1)
  expect(post.out).toMatch(/^::error title=A call matched no fixture::No fixture matches .*%0A- /)
  expect(job.summary()).toContain('No fixture matches')
  await expect(fetch(url)).rejects.toThrow('fetch failed')
})

test('reports why the server did not start', async () => {
  const job = runner({ ...own, fixtures: './nowhere' })
  expect(await job.step('main')).toMatchObject({
    code: 1,
    out: expect.stringMatching(
      /^::error title=bedrock-local did not start::bedrock-local: Folder not found: \.\/nowhere/,
    ),
  })
  expect(await job.step('post')).toEqual({ code: 0, out: '' })
})

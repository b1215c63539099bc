import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { checkBudgets } from '../../scripts/console-budgets.ts'
import { answer, NOVA, say } from '../support/answers.ts'
import { functionFolder } from '../support/functions.ts'
import { temporaryFolder } from '../support/recorded.ts'
import { OWN, startUpstream } from '../support/upstream.ts'
import { ask } from './http.ts'
import { startConsole } from './page.ts'

type Server = Awaited<ReturnType<typeof startConsole>>

const html = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' }
const script = (page: string) => /src="([^"]+)"/.exec(page)?.[1] ?? ''

describe('the files of the console', () => {
  let server: Server
  beforeAll(async () => {
    server = await startConsole()
  })
  afterAll(() => server[Symbol.asyncDispose]())

  test('serves the page to clients that accept HTML, with a strict content security policy', async () => {
    const { status, headers, text } = await ask(server, '/', html)
    expect(status).toBe(200)
    expect(headers['content-type']).toBe('text/html; charset=utf-8')
    expect(headers['cache-control']).toBe('no-cache')
    expect(headers['x-content-type-options']).toBe('nosniff')
    expect(headers['referrer-policy']).toBe('same-origin')
    expect(headers['cross-origin-opener-policy']).toBe('same-origin')
    expect(headers['cross-origin-resource-policy']).toBe('same-origin')
    expect(headers['content-security-policy']).toBe(
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; " +
        "media-src 'self' blob:; connect-src 'self'; base-uri 'none'; form-action 'none'; " +
        "frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'",
    )
    expect(Buffer.byteLength(text)).toBeLessThan(2_048)
    expect(text).not.toMatch(/<script>|<style|style="|onload=/)
  })

  test('the build fails when a part exceeds its budget', () => {
    const noise = randomBytes(200_000).toString('base64')
    const build = (name: string, bytes: number) => () =>
      checkBudgets(new Map([[name, noise.slice(0, bytes)]]))
    expect(build('live-x.js', 60_000)).not.toThrow()
    expect(build('live-x.js', 90_000)).toThrow('the page with Live takes')
    expect(build('models-x.js', 200_000)).toThrow('all screens without the editor takes')
    expect(build('editor-x.js', 200_000)).toThrow('the editor takes')
    expect(build('status-x.js', 50_000)).toThrow('Status with its charts takes')
    expect(() => checkBudgets(new Map([['fixtures-x.js', 'x'.repeat(1_200_000)]]))).toThrow(
      'bytes unpacked',
    )
  })

  test('other clients still get a 404 there', async () => {
    for (const accept of ['*/*', 'application/json']) {
      const { status, headers } = await ask(server, '/', { accept })
      expect(status).toBe(404)
      expect(headers['x-amzn-errortype']).toMatch(/^UnknownOperationException/)
    }
    const posted = await ask(server, '/', html, { method: 'POST' })
    expect(posted.status).toBe(404)
    expect(posted.text).toContain('UnknownOperationException')
  })

  test('HEAD has the same headers and no body', async () => {
    const { status, headers, text } = await ask(server, '/', html, { method: 'HEAD' })
    expect({ status, text }).toEqual({ status: 200, text: '' })
    expect(Number(headers['content-length'])).toBeGreaterThan(300)
  })

  test('files are cached forever, and compressed if the client accepts that', async () => {
    const { text } = await ask(server, '/', html)
    const plain = await ask(server, script(text))
    expect(plain.headers['content-type']).toBe('text/javascript; charset=utf-8')
    expect(plain.headers['cache-control']).toBe('public, max-age=31536000, immutable')
    expect(plain.headers['content-encoding']).toBeUndefined()
    const zipped = await fetch(server.url + script(text), {
      headers: { 'accept-encoding': 'gzip' },
    })
    expect(zipped.headers.get('content-encoding')).toBe('gzip')
    expect(await zipped.text()).toBe(plain.text)
    expect(Number(zipped.headers.get('content-length'))).toBeLessThan(plain.text.length / 2)
  })

  test.each([
    'nothing.js',
    '',
    'index.html',
    'files.json',
    '../package.json',
    '..%2fpackage.json',
    '%2e%2e/%2e%2e/package.json',
    '/etc/passwd',
    '%2fetc%2fpasswd',
    '..%5cpackage.json',
    '__proto__',
    'constructor',
  ])('/_console/%s is not a file', async (name) => {
    const { status, headers, text } = await ask(server, `/_console/${name}`)
    expect([404, 400]).toContain(status)
    expect(text).not.toContain('root:')
    expect(text).not.toContain('"name"')
    if (name !== '../package.json') expect(headers['content-type']).not.toContain('html')
  })

  test('--no-console turns it off', async () => {
    await using none = await startConsole({ console: false })
    const refused = await ask(none, '/', html)
    expect(refused.status).toBe(404)
    expect(refused.text).toContain('UnknownOperationException')
    expect((await ask(none, '/_console/x.js')).status).toBe(404)
  })

  test('a subdomain of localhost has neither console nor admin API', async () => {
    const host = 'chat.localhost:4577'
    expect((await ask(server, '/', { ...html, host })).status).toBe(404)
    expect((await ask(server, '/_admin/health', { host })).status).toBe(403)
    expect((await ask(server, '/foundation-models', { host })).status).toBe(200)
  })
})

describe('pages of Lambda functions', () => {
  const folder = functionFolder({
    page: `export const handler = async () => ({ statusCode: 200,
      headers: { 'content-type': 'text/html', 'content-security-policy': "img-src 'none'" }, body: '<p>hi</p>' })`,
  })
  let server: Server
  beforeAll(async () => {
    server = await startConsole({ lambdas: folder.dir })
  })
  afterAll(async () => {
    await server[Symbol.asyncDispose]()
    folder[Symbol.dispose]()
  })

  test('are sandboxed where a browser shows them, in addition to their own policy', async () => {
    const navigation = { 'sec-fetch-mode': 'navigate', 'sec-fetch-site': 'none' }
    const { headers } = await ask(server, '/_lambda/page/', navigation)
    expect(headers['content-security-policy']).toBe(
      "sandbox allow-scripts allow-forms allow-popups, img-src 'none'",
    )
  })

  test('are unchanged for programs and on a host name of their own', async () => {
    const fetched = await ask(server, '/_lambda/page/')
    expect(fetched.headers['content-security-policy']).toBe("img-src 'none'")
    const own = await ask(server, '/_lambda/page/', { ...html, host: 'page.localhost:4577' })
    expect(own.headers['content-security-policy']).toBe("img-src 'none'")
  })
})

describe('calls from a page that cost money', () => {
  test.each(['proxy', 'record'])('need consent in %s mode', async (mode) => {
    await using upstream = await startUpstream(answer)
    await using folder = await temporaryFolder()
    await using server = await startConsole(
      { mode, upstream: upstream.url, recordTo: folder.path },
      OWN,
    )
    const own = { origin: server.url, 'sec-fetch-site': 'same-origin' }
    const call = (headers: Record<string, string>) =>
      ask(server, `/model/${NOVA}/converse`, headers, {
        method: 'POST',
        body: JSON.stringify(say('What is the weather?')),
      })
    const refused = await call(own)
    expect(refused.status).toBe(403)
    expect(refused.headers['x-amzn-errortype']).toMatch(/^AccessDeniedException/)
    expect(refused.text).toContain('x-bedrock-local-spend: yes')
    expect((await call({ 'sec-fetch-site': 'same-origin' })).status).toBe(403)
    expect(upstream.requests).toHaveLength(0)
    expect((await call({ ...own, 'x-bedrock-local-spend': 'yes' })).status).toBe(200)
    expect((await call({})).status).toBe(200)
  })
})

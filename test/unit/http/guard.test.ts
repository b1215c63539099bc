import { describe, expect, test } from 'vitest'
import { allowReading, preflight, refusal } from '../../../server/http/guard.ts'

const nothing = { allowHost: [], allowOrigin: [] }
const local = 'localhost:4577'
const refused = (
  headers: Record<string, string>,
  options: { allowHost?: string[]; allowOrigin?: string[] } = {},
  { url = '/', localAddress = '127.0.0.1' } = {},
) => refusal({ url, headers, socket: { localAddress } }, { ...nothing, ...options })

describe('the host', () => {
  test.each([
    'localhost',
    'localhost:4577',
    'LOCALHOST:4577',
    'localhost.:4577',
    '127.0.0.1:4577',
    '127.9.9.9',
    '[::1]:4577',
    '[::1]',
    '[::ffff:127.0.0.1]:4577',
    '[0:0:0:0:0:0:0:1]:4577',
    'bedrock:4577',
    'bedrock_local',
    'host.docker.internal:4577',
    'fn.lambda-url.us-east-1.localhost:4577',
    '',
  ])('%j is accepted', (host) => {
    expect(refused({ host })).toBeUndefined()
  })

  test.each([
    'evil.example',
    'evil.example:4577',
    'EVIL.example.',
    'localhost.evil.example',
    '127.0.0.1.evil.example',
    '127.0.0.1.nip.io:4577',
    '1.2.3',
    '999.1.1.1',
    '[::1',
    '[evil.example]:4577',
    '[::1].evil.example',
    'notlocalhost.evil',
    'localhost:4577@evil.example',
    'a b.c',
    'xlocalhost.internal',
    '0.0.0.0:4577',
    '[::]:4577',
    '192.168.0.7:80',
    '[fe80::1]:4577',
  ])('%j is rejected', (host) => {
    expect(refused({ host })).toMatch(
      /^The host .* is not allowed\. Start bedrock-local with --allow-host/,
    )
  })

  test.each([
    ['192.168.0.7:4577', '192.168.0.7'],
    ['192.168.0.7:4577', '::ffff:192.168.0.7'],
    ['[fe80::0001]:4577', 'fe80::1'],
  ])('%s is accepted on a connection to %s', (host, localAddress) => {
    expect(refused({ host }, {}, { localAddress })).toBeUndefined()
    expect(refused({ host }, {}, { localAddress: '10.0.0.1' })).toBeDefined()
  })

  test('in HTTP/2 is the authority', () => {
    expect(refused({ ':authority': 'evil.example', host: local })).toBeDefined()
    expect(refused({ ':authority': local })).toBeUndefined()
  })

  test.each([['bedrock.test'], ['BEDROCK.test'], ['*.test'], ['*']])(
    '--allow-host %s accepts bedrock.test',
    (allowed) => {
      expect(refused({ host: 'bedrock.test:4577' }, { allowHost: [allowed] })).toBeUndefined()
    },
  )

  test('--allow-host *.test accepts neither the bare name nor others', () => {
    expect(refused({ host: 'a.test.evil' }, { allowHost: ['*.test'] })).toBeDefined()
    expect(refused({ host: 'eviltest.x' }, { allowHost: ['*.test'] })).toBeDefined()
  })
})

describe('the origin of a page', () => {
  test.each([
    { origin: 'https://evil.example' },
    { origin: 'null' },
    { origin: 'http://localhost:3000' },
    { origin: 'https://localhost:4577' },
    { origin: 'http://localhost:4577.evil.example' },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
    { 'sec-fetch-site': 'something-new' },
    { referer: 'https://evil.example/page' },
    { referer: 'http://localhost:3000/' },
    { referer: 'about:srcdoc' },
    { origin: 'https://evil.example', 'sec-fetch-site': 'same-origin' },
  ])('is rejected with %j', (headers) => {
    expect(refused({ host: local, ...headers })).toMatch(
      /cannot call this server\. Start bedrock-local with --allow-origin/,
    )
  })

  test.each([
    {},
    { origin: 'http://localhost:4577' },
    { origin: 'http://localhost:4577', 'sec-fetch-site': 'same-origin' },
    { referer: 'http://localhost:4577/_admin/', 'sec-fetch-site': 'same-origin' },
    { 'sec-fetch-site': 'none' },
  ])('is accepted with %j', (headers) => {
    expect(refused({ host: local, ...headers })).toBeUndefined()
  })

  test.each(['http://localhost:3000', 'HTTP://LocalHost:3000/', '*'])(
    'is accepted when --allow-origin is %s',
    (allowed) => {
      const headers = {
        host: local,
        origin: 'http://localhost:3000',
        'sec-fetch-site': 'same-site',
      }
      expect(refused(headers, { allowOrigin: [allowed] })).toBeUndefined()
      expect(
        refused({ ...headers, origin: 'null' }, { allowOrigin: ['http://localhost:3000'] }),
      ).toBeDefined()
    },
  )
})

describe('a browser that does not send the origin', () => {
  const browser = {
    host: 'bedrock:4577',
    'user-agent': 'Mozilla/5.0 (X11; Linux x86_64) Chrome/140.0',
  }
  const url = '/_lambda/chat/'

  test.each([url, '/foundation-models', '/_adminother'])(
    'cannot start anything: GET %s',
    (path) => {
      expect(refused(browser, {}, { url: path })).toMatch(/may only read\./)
    },
  )

  test.each(['/', '/_admin', '/_admin/journal?limit=1', '/_console/app.js'])(
    'may read %s',
    (path) => {
      expect(refused(browser, {}, { url: path })).toBeUndefined()
    },
  )

  test.each<Record<string, string>>([
    { 'sec-fetch-site': 'none' },
    { 'sec-fetch-site': 'same-origin' },
    { origin: 'http://bedrock:4577' },
    { 'x-bedrock-local-session': 'mine' },
    { 'x-amz-date': '20261129T220128Z' },
    { 'user-agent': 'Mozilla/5.0 (Windows NT 10.0; en-US) WindowsPowerShell/5.1.19041.1682' },
    { 'user-agent': 'curl/8.5.0' },
  ])('may start something with %j', (headers) => {
    expect(refused({ ...browser, ...headers }, {}, { url })).toBeUndefined()
  })
})

describe('the page of the console', () => {
  const navigation = {
    'sec-fetch-site': 'cross-site',
    'sec-fetch-mode': 'navigate',
    'sec-fetch-dest': 'document',
    referer: 'https://example.com/',
  }
  const headersOf = (
    headers: Record<string, string>,
    { method = 'GET', url = '/', host = local } = {},
  ) => refusal({ headers: { host, ...headers }, method, url }, { allowHost: [], allowOrigin: [] })

  test.each([
    ['a link on another page', {}],
    ['a link with a query', { url: '/?from=elsewhere' }],
    ['a HEAD request', { method: 'HEAD' }],
  ])('may be opened by %s', (_, request) => {
    expect(headersOf(navigation, request)).toBeUndefined()
  })

  test('may be opened by a link if the browser sends no metadata', () => {
    expect(headersOf({ referer: 'https://example.com/' })).toBeUndefined()
  })

  test.each([
    ['a frame', { ...navigation, 'sec-fetch-dest': 'iframe' }, {}],
    ['a script', { ...navigation, 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'script' }, {}],
    ['a fetch of another page', { origin: 'https://evil.example' }, {}],
    ['a form', navigation, { method: 'POST' }],
    ['a link to the admin API', navigation, { url: '/_admin/journal' }],
    ['a link to its files', navigation, { url: '/_console/main.js' }],
    ['a link to a function', navigation, { url: '/_lambda/x/' }],
    ['another host', navigation, { host: 'evil.example' }],
  ])('cannot be opened by %s', (_, headers, request) => {
    expect(headersOf(headers as Record<string, string>, request)).toBeDefined()
  })
})

describe('a page at <name>.localhost', () => {
  const host = 'chat.localhost:4577'
  const own = { host, origin: `http://${host}` }
  const headersOf = (headers: Record<string, string>, url: string) =>
    refusal({ headers, method: 'POST', url }, { allowHost: [], allowOrigin: [] })

  test('may call functions there', () => {
    expect(headersOf(own, '/_lambda/chat/')).toBeUndefined()
  })

  test('can neither call a model nor use the admin API', () => {
    expect(headersOf(own, '/model/amazon.nova-micro-v1:0/converse')).toBeDefined()
    expect(headersOf(own, '/_admin/mode')).toBeDefined()
    expect(headersOf({ host }, '/_admin/mode')).toBeDefined()
  })

  test('a program can call models with that host name', () => {
    expect(headersOf({ host }, '/model/amazon.nova-micro-v1:0/converse')).toBeUndefined()
  })
})

function sent(headers: Record<string, string>, allowOrigin: string[]) {
  const set: Record<string, unknown> = {}
  const reply = { setHeader: (name: string, value: unknown) => (set[name] = value) }
  allowReading({ headers }, reply as never, { allowHost: [], allowOrigin })
  return set
}

describe('answers to pages', () => {
  test('grant no access by default', () => {
    expect(sent({ origin: 'http://localhost:4577' }, [])).toEqual({})
    expect(sent({}, ['*'])).toEqual({})
  })

  test('name the allowed origin', () => {
    expect(sent({ origin: 'http://localhost:3000' }, ['http://localhost:3000'])).toEqual({
      'Access-Control-Allow-Origin': 'http://localhost:3000',
      'Access-Control-Expose-Headers': '*',
      Vary: 'Origin',
    })
  })

  test('to a preflight request list what may be sent', () => {
    const headers = {
      origin: 'http://localhost:3000',
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'authorization,x-amz-date',
      'access-control-request-private-network': 'true',
    }
    expect(preflight({ method: 'OPTIONS', headers })).toMatchObject({
      'Access-Control-Allow-Methods': 'GET, POST, PUT, DELETE',
      'Access-Control-Allow-Headers': 'authorization,x-amz-date',
      'Access-Control-Allow-Private-Network': 'true',
    })
    expect(preflight({ method: 'POST', headers })).toBeUndefined()
    expect(
      preflight({ method: 'OPTIONS', headers: { origin: 'http://localhost:3000' } }),
    ).toBeUndefined()
  })
})

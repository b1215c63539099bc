import { once } from 'node:events'
import { existsSync } from 'node:fs'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { networkInterfaces } from 'node:os'
import { join } from 'node:path'
import type { Request } from 'playwright-core'
import { expect, test } from 'vitest'
import { functionFolder } from '../support/functions.ts'
import { startServer } from '../support/server.ts'
import { inBrowser, openPage } from './page.ts'

const lanAddress = Object.values(networkInterfaces())
  .flat()
  .find((one) => one?.family === 'IPv4' && !one.internal)?.address

/** A server whose function leaves a file behind when it runs. */
async function functionServer(host: string) {
  const folder = functionFolder({
    tell: `import { writeFileSync } from 'node:fs'
      export const handler = async () => { writeFileSync(new URL('ran', import.meta.url), ''); return 'ran' }`,
  })
  const server = await startServer({ lambdas: folder.dir, host })
  return {
    port: server.port,
    ran: () => existsSync(join(folder.dir, 'tell', 'ran')),
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]()
      folder[Symbol.dispose]()
    },
  }
}

const ATTEMPTS = ['image', 'script', 'frame', 'fetch', 'post', 'beacon'] as const

/** What a page of evil.example can try without a preflight: fetch, an image, a frame, a beacon, and finally navigation. */
const evilPage = (target: string) => `<meta name=referrer content=no-referrer>
  <img src="${target}?image"><script src="${target}?script"></script><iframe src="${target}?frame"></iframe>
  <script>
    fetch('${target}?fetch', { mode: 'no-cors' }).catch(() => {})
    fetch('${target}?post', { mode: 'no-cors', method: 'POST', body: '{}' }).catch(() => {})
    navigator.sendBeacon('${target}?beacon', '{}')
    fetch('/until-the-rest-is-over').then(() => (location = '${target}?leave'))
  </script>`

async function visitEvilPage(target: string): Promise<void> {
  let endOfRest = () => {}
  const restIsOver = new Promise<void>((resolve) => (endOfRest = resolve))
  const site = http.createServer((request, reply) => {
    if (request.url === '/') reply.setHeader('content-type', 'text/html').end(evilPage(target))
    else void restIsOver.then(() => reply.end())
  })
  site.listen(0, '127.0.0.1')
  await once(site, 'listening')
  const { port } = site.address() as AddressInfo
  const over = new Set<string | undefined>()
  const note = (request: Request) => over.add(request.url().split('?')[1])
  try {
    // Its console logs every blocked attempt.
    await using page = await openPage({ url: `http://evil.example:${port}` }, '', {
      expects: /./,
      onPage: (own) => own.on('requestfinished', note).on('requestfailed', note),
    })
    await expect.poll(() => [...over]).toEqual(expect.arrayContaining([...ATTEMPTS]))
    endOfRest()
    await expect.poll(() => [...over]).toContain('leave')
    expect(page.problems).toEqual([])
  } finally {
    site.closeAllConnections()
    site.close()
  }
}

inBrowser('a foreign page', () => {
  test.each<[host: string, name: string]>([
    ['127.0.0.1', '127.0.0.1'],
    ['127.0.0.1', 'localhost'],
    ['127.0.0.1', '0.0.0.0'],
    ['0.0.0.0', '0.0.0.0'],
    ...(lanAddress === undefined ? [] : [['0.0.0.0', lanAddress] as [string, string]]),
  ])('cannot run a function of a server on %s as %s', async (host, name) => {
    await using server = await functionServer(host)
    await visitEvilPage(`http://${name}:${server.port}/_lambda/tell/`)
    expect(server.ran()).toBe(false)
  })

  test('is told apart from an address typed by the user', async () => {
    await using server = await functionServer('127.0.0.1')
    await using page = await openPage({ url: `http://localhost:${server.port}/_lambda/tell` })
    expect(await page.textContent('body')).toContain('ran')
    expect(server.ran()).toBe(true)
  })
})

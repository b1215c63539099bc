import { once } from 'node:events'
import { existsSync } from 'node:fs'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { networkInterfaces } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { noChromium, openPage } from '../support/chromium.ts'
import { functionFolder } from '../support/functions.ts'
import { startServer } from '../support/server.ts'

const lanAddress = Object.values(networkInterfaces())
  .flat()
  .find((one) => one?.family === 'IPv4' && !one.internal)?.address

/** A server whose function leaves a file behind when it runs. */
async function functionThatTells(host: string) {
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

/** What a page of evil.example can try without asking: fetch, an image, a frame, a form, and going there. */
function evilPage(target: string, leave: boolean): string {
  return `<meta name=referrer content=no-referrer>
    <img src="${target}?image"><script src="${target}?script"></script><iframe src="${target}?frame"></iframe>
    <script>
      fetch('${target}?fetch', { mode: 'no-cors' }).catch(() => {})
      fetch('${target}?post', { mode: 'no-cors', method: 'POST', body: '{}' }).catch(() => {})
      navigator.sendBeacon('${target}?beacon', '{}')
      ${leave ? `setTimeout(() => (location = '${target}?leave'), 500)` : ''}
    </script>`
}

async function visitEvilPage(target: string, leave: boolean): Promise<void> {
  let asked = 0
  const page = http.createServer((_request, reply) => {
    asked++
    reply.setHeader('content-type', 'text/html').end(evilPage(target, leave))
  })
  page.listen(0, '127.0.0.1')
  await once(page, 'listening')
  const { port } = page.address() as AddressInfo
  try {
    await openPage(
      `http://evil.example:${port}/`,
      '--host-resolver-rules=MAP evil.example 127.0.0.1',
      '--disable-features=LocalNetworkAccessChecks,BlockInsecurePrivateNetworkRequests',
    )
  } finally {
    page.close()
  }
  expect(asked).toBeGreaterThan(0)
}

describe.skipIf(noChromium !== undefined)('a foreign page in Chromium', () => {
  test.each<[host: string, name: string]>([
    ['127.0.0.1', '127.0.0.1'],
    ['127.0.0.1', 'localhost'],
    ['127.0.0.1', '0.0.0.0'],
    ['0.0.0.0', '0.0.0.0'],
    ...(lanAddress === undefined ? [] : [['0.0.0.0', lanAddress] as [string, string]]),
  ])('cannot run a function of a server on %s as %s', async (host, name) => {
    await using server = await functionThatTells(host)
    const target = `http://${name}:${server.port}/_lambda/tell/`
    await visitEvilPage(target, false)
    await visitEvilPage(target, true)
    expect(server.ran()).toBe(false)
  })

  test('is not what an address typed by the user is', async () => {
    await using server = await functionThatTells('127.0.0.1')
    const page = await openPage(`http://localhost:${server.port}/_lambda/tell/`)
    expect(page).toContain('ran')
    expect(server.ran()).toBe(true)
  })
})

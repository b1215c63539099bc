import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { functionFolder } from '../support/functions.ts'
import { folderOf } from './folder.ts'
import { inBrowser, openPage, startConsole } from './page.ts'

const PAGE = `<!doctype html><title>page</title><pre id=out></pre><script>
const out = document.getElementById('out')
const ask = async (name, url, init) => {
  try {
    const response = await fetch(url, init)
    out.textContent += name + ' ' + response.status + ' ' + (await response.text()).slice(0, 20) + '\\n'
  } catch (error) { out.textContent += name + ' blocked\\n' }
}
const base = BASE
await1()
async function await1() {
  await ask('journal', base + '/_admin/journal')
  await ask('mode', base + '/_admin/mode', { method: 'PUT', body: '{"mode":"replay"}' })
  await ask('model', base + '/model/amazon.nova-micro-v1:0/converse', { method: 'POST', body: '{}' })
  await ask('spend', base + '/model/amazon.nova-micro-v1:0/converse', { method: 'POST', body: '{}', headers: { 'x-bedrock-local-spend': 'yes' } })
  out.textContent += 'origin ' + self.origin + ' done'
}
</script>`

/** A foreign page on another origin. */
async function foreignSite(html: (url: string) => string) {
  const site = createServer((request, response) => {
    response.writeHead(200, { 'content-type': 'text/html' }).end(html(request.url ?? ''))
  })
  await new Promise<void>((done) => site.listen(0, '127.0.0.1', done))
  return {
    url: `http://127.0.0.1:${(site.address() as AddressInfo).port}`,
    [Symbol.asyncDispose]: () =>
      new Promise<void>((done) => {
        site.closeAllConnections()
        site.close(() => done())
      }),
  }
}

inBrowser('malicious text', () => {
  const NASTY = `<img src=x onerror="document.title='owned'">\u202E\u001B[31m`

  test('stays plain text in names of fixtures, sessions and models, in logs and in results', async () => {
    using fixtures = folderOf({
      'nasty.yaml': `name: ${JSON.stringify(NASTY)}\nmatch:\n  prompt: nasty\nanswer:\n  text: x\n`,
    })
    using functions = functionFolder({
      nasty: `export const handler = async () => { console.log(${JSON.stringify(NASTY)}); return ${JSON.stringify(NASTY + 'x'.repeat(1_000_000))} }`,
    })
    await using server = await startConsole({
      mode: 'mock',
      fixtures: [fixtures.dir],
      lambdas: functions.dir,
    })
    for (const model of ['amazon.nova-micro-v1:0', NASTY]) {
      const answer = await fetch(`${server.url}/model/${encodeURIComponent(model)}/converse`, {
        method: 'POST',
        headers: { 'x-bedrock-local-session': '<b>session</b>' },
        body: JSON.stringify({ messages: [{ role: 'user', content: [{ text: 'nasty' }] }] }),
      })
      await answer.arrayBuffer()
    }
    await using page = await openPage(server)
    const made = () => page.locator('main :is(img, script, b)').count()
    const rows = page.getByRole('grid', { name: 'Calls' }).getByRole('row')
    await expect.poll(() => rows.count()).toBe(2)
    await rows.first().click()
    await page.getByText('Session: <b>session</b>').waitFor()
    expect(await made()).toBe(0)
    await page.goto(`${server.url}/#/lambdas/nasty`)
    await page.getByRole('button', { name: 'Invoke', exact: true }).click()
    await page.getByRole('group', { name: 'Log' }).getByText('<img src=x').waitFor()
    await page.getByRole('status', { name: 'Result' }).getByText('<img src=x').waitFor()
    expect(await made()).toBe(0)
    await page.goto(`${server.url}/#/fixtures/explain`)
    await page.getByRole('combobox', { name: 'A call from Live' }).selectOption({ index: 1 })
    await page.getByRole('button', { name: 'Explain', exact: true }).click()
    await page.getByText('<img src=x').first().waitFor()
    expect(await made()).toBe(0)
    expect(await page.title()).not.toContain('owned')
  })
})

inBrowser('malicious pages', () => {
  const folder = functionFolder({
    page: `export const handler = async () => ({ statusCode: 200, headers: { 'content-type': 'text/html' }, body: ${JSON.stringify(PAGE.replace('BASE', "''"))} })`,
  })
  let server: Awaited<ReturnType<typeof startConsole>>
  beforeAll(async () => {
    server = await startConsole({ mode: 'mock', lambdas: folder.dir })
  })
  afterAll(async () => {
    await server[Symbol.asyncDispose]()
    folder[Symbol.dispose]()
  })
  const expects = /40[0-9]|CORS|Failed to load|blocked|refused/i

  test('a function’s page can neither read the journal nor call a model', async () => {
    await using page = await openPage(server, '', { expects })
    await page.goto(`${server.url}/_lambda/page/`)
    const out = page.locator('#out')
    await out.getByText('done').waitFor()
    const text = await out.innerText()
    expect(text).toContain('origin null')
    for (const name of ['journal', 'mode', 'model', 'spend'])
      expect(text).toMatch(new RegExp(`${name} (?:blocked|403)`))
    expect(server.mode.get()).toBe('mock')
    expect(server.journal.count()).toBe(0)
  })

  test('on its own host name it has an origin, but no more rights', async () => {
    await using page = await openPage(server, '', { expects })
    await page.goto(`${server.url.replace('127.0.0.1', 'page.localhost')}/_lambda/page/`)
    const out = page.locator('#out')
    await out.getByText('done').waitFor()
    const text = await out.innerText()
    expect(text).toContain('origin http://page.localhost')
    for (const name of ['journal', 'mode', 'model', 'spend']) expect(text).toContain(`${name} 403`)
    expect(server.journal.count()).toBe(0)
  })

  test('a foreign page can link to the console, but neither frame it nor call anything', async () => {
    await using site = await foreignSite((path) =>
      path === '/frame'
        ? `<iframe src="${server.url}/"></iframe>`
        : `${PAGE.replace('BASE', JSON.stringify(server.url))}<a href="${server.url}/#/playground?prompt=spend">link</a>`,
    )
    await using page = await openPage(server, '', { expects })
    await page.goto(site.url)
    const out = page.locator('#out')
    await out.getByText('done').waitFor()
    const text = await out.innerText()
    for (const name of ['journal', 'mode', 'model', 'spend'])
      expect(text).toContain(`${name} blocked`)
    expect(server.mode.get()).toBe('mock')
    await page.getByRole('link', { name: 'link' }).click()
    const prompt = page.getByRole('textbox', { name: 'Prompt', exact: true })
    await expect.poll(() => prompt.inputValue()).toBe('spend')
    expect(server.journal.count()).toBe(0)
    await page.goto(`${site.url}/frame`)
    await expect.poll(() => page.frames().length).toBe(2)
    expect(await page.frames()[1]?.getByRole('navigation').count()).toBe(0)
  })
})

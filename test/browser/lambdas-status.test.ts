import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { parseMetrics, sumsBy } from '../../server/console/status/metrics.ts'
import { functionFolder } from '../support/functions.ts'
import { noBoto3 } from '../support/python.ts'
import { folderOf } from './folder.ts'
import { checkLooks, glance, inBrowser, openPage, startConsole } from './page.ts'

inBrowser('Lambdas', () => {
  const folder = functionFolder(
    {
      greets: `export const handler = async (event) => {
        console.log('asked', event.prompt)
        await fetch(process.env.AWS_ENDPOINT_URL_BEDROCK_RUNTIME + '/model/amazon.nova-micro-v1:0/converse', {
          method: 'POST', headers: { 'x-bedrock-local-session': process.env.AWS_ACCESS_KEY_ID },
          body: '{"messages":[{"role":"user","content":[{"text":"Hello"}]}]}' })
        return { statusCode: 200, body: 'hello' } }`,
      fails: 'export const handler = async () => { throw new TypeError("no such thing <b>") }',
      waits:
        'export const handler = () => { console.log("begun"); return new Promise(() => setInterval(() => {}, 1000)) }',
      streams: `export const handler = awslambda.streamifyResponse(async (event, stream) => {
        stream.setContentType('text/plain')
        for (const word of ['one ', event.queryStringParameters.last]) {
          stream.write(word); await new Promise((done) => setTimeout(done, 50)) }
        stream.end() })`,
    },
    JSON.stringify({
      Resources: {
        streams: {
          Type: 'AWS::Serverless::Function',
          Properties: {
            FunctionName: 'streams',
            FunctionUrlConfig: { InvokeMode: 'RESPONSE_STREAM' },
          },
        },
        // Lambda's default of 3 seconds is too short on a busy machine.
        greets: {
          Type: 'AWS::Serverless::Function',
          Properties: { FunctionName: 'greets', Timeout: 60 },
        },
        waits: {
          Type: 'AWS::Serverless::Function',
          Properties: { FunctionName: 'waits', Timeout: 60 },
        },
      },
    }),
  )
  folder.event('greets', 'default', '{"prompt":"who?"}')
  let server: Awaited<ReturnType<typeof startConsole>>
  beforeAll(async () => {
    server = await startConsole({ mode: 'mock', lambdas: folder.dir })
  })
  afterAll(async () => {
    await server[Symbol.asyncDispose]()
    folder[Symbol.dispose]()
  })

  test('a function is invoked: event, log, result and calls to Bedrock', async () => {
    await using page = await openPage(server, '#/lambdas')
    await page.getByRole('link', { name: /greets/ }).click()
    await expect
      .poll(() => page.getByRole('textbox', { name: 'Event as JSON' }).inputValue())
      .toBe('{"prompt":"who?"}')
    await page.getByRole('button', { name: 'Invoke', exact: true }).click()
    await page.getByText('asked who?').waitFor()
    const result = page.getByRole('status', { name: 'Result' })
    await result.getByText('"hello"').waitFor()
    await result.getByText(/^Cold, /).waitFor()
    await page.getByText('Calls to Bedrock: 1').waitFor()
    await checkLooks(page, 'lambdas')
    await page.getByRole('button', { name: 'Invoke 5 times' }).click()
    await page.getByRole('table', { name: 'Calls' }).getByRole('row').nth(5).waitFor()
    await page.getByRole('button', { name: 'Dry run' }).click()
    await page.getByText('Dry run: status 204').waitFor()
    await page.getByRole('link', { name: 'Converse' }).first().click()
    await page.getByRole('grid', { name: 'Calls' }).waitFor()
  })

  test.skipIf(noBoto3 !== undefined)('a Python function runs in the same way', async () => {
    using snakes = functionFolder({})
    mkdirSync(join(snakes.dir, 'snake'))
    writeFileSync(
      join(snakes.dir, 'snake', 'lambda_function.py'),
      'def lambda_handler(event, context):\n    print("hissed")\n    return {"body": event["prompt"]}\n',
    )
    await using own = await startConsole({ mode: 'mock', lambdas: snakes.dir })
    await using page = await openPage(own, '#/lambdas/snake')
    const event = page.getByRole('textbox', { name: 'Event as JSON' })
    await event.fill('{"prompt":"to a snake"}')
    await page.getByRole('button', { name: 'Invoke', exact: true }).click()
    await page.getByRole('status', { name: 'Result' }).getByText('"to a snake"').waitFor()
    await page.getByRole('group', { name: 'Log' }).getByText('hissed').waitFor()
  })

  test('a failure is reported as Lambda reports it, and an endless function is stopped', async () => {
    await using page = await openPage(server, '#/lambdas/fails')
    await page.getByRole('button', { name: 'Invoke', exact: true }).click()
    await page.getByText('TypeError: no such thing <b>').first().waitFor()
    await glance(page, 'lambdas-failed')
    await page.goto(`${server.url}/#/lambdas/waits`)
    await page.getByRole('button', { name: 'Invoke', exact: true }).click()
    await page.getByText('begun').waitFor()
    await page.getByRole('button', { name: 'Stop' }).click()
    await page.getByText('Runtime.ExitError').first().waitFor()
  })

  test('a function URL answers in chunks, next to the same answer as a whole', async () => {
    await using page = await openPage(server, '#/lambdas/streams?tab=url')
    await page.getByRole('combobox', { name: 'Method' }).selectOption('GET')
    await page.getByRole('textbox', { name: 'Query' }).fill('last=two')
    await page.getByRole('button', { name: 'Send' }).click()
    await page.getByRole('region', { name: 'Streamed' }).getByText('two').waitFor()
    await page.getByRole('region', { name: 'Buffered' }).getByText('one two').waitFor()
    await checkLooks(page, 'lambdas-url')
  })

  // Each starts cold, in a separate process.
  test('every bundled function runs from the page', async () => {
    await using bundled = await startConsole({
      mode: 'replay',
      fixtures: ['fixtures'],
      pace: 'instant',
      lambdas: 'bundled',
    })
    await using page = await openPage(bundled, '#/lambdas')
    const links = page.getByRole('list', { name: 'Functions' }).getByRole('link')
    await links.first().waitFor()
    expect(await links.count()).toBeGreaterThan(20)
    const result = page.getByRole('status', { name: 'Result' })
    for (const link of await links.all()) {
      await link.click()
      await page.getByRole('button', { name: 'Invoke', exact: true }).click()
      // The status of the call, then what the function returned.
      await expect.poll(() => result.locator('dd').first().innerText()).toBe('200')
      await result.getByText(/\w{3}/).last().waitFor()
    }
  }, 300_000)

  test('explains how to add functions when there are none', async () => {
    await using none = await startConsole({ lambdas: 'none' })
    await using page = await openPage(none, '#/lambdas')
    await page.getByText('This server runs no functions.').waitFor()
  })
})

inBrowser('Status', () => {
  test('shows metrics, settings without secrets, and sessions', async () => {
    using folder = folderOf({
      'broken.yaml': 'match: {}\nanswr: x\n',
      'good.yaml': 'match:\n  prompt: never asked\nanswer:\n  text: x\n',
    })
    await using server = await startConsole({
      mode: 'mock',
      fixtures: [folder.dir, join(folder.dir, 'gone')],
      allowBroken: true,
      keys: { bearerKeys: { 'ABSK-hidden': {} } },
    })
    for (const operation of ['converse', 'converse-stream', 'converse']) {
      const answer = await fetch(`${server.url}/model/amazon.nova-micro-v1:0/${operation}`, {
        method: 'POST',
        headers: { 'x-bedrock-local-session': 'mine' },
        body: '{"messages":[{"role":"user","content":[{"text":"Hello"}]}]}',
      })
      await answer.arrayBuffer()
    }
    await using page = await openPage(server, '#/status')
    const sums = page.getByRole('table', { name: 'Calls by source' })
    await sums.getByRole('row', { name: 'invented 3' }).waitFor()
    const samples = parseMetrics(await (await fetch(`${server.url}/_admin/metrics`)).text())
    for (const [table, metric, label] of [
      ['Calls by source', 'calls_total', 'source'],
      ['Calls by model', 'calls_total', 'model'],
      ['Tokens by type', 'tokens_total', 'kind'],
    ] as const)
      for (const { key, sum } of sumsBy(samples, metric, label))
        await page
          .getByRole('table', { name: table })
          .getByRole('row', { name: `${key} ${sum}`, exact: true })
          .waitFor()
    await page.getByText('2 problems in files').waitFor()
    const folders = page.getByRole('region', { name: 'Fixtures folders' })
    for (const row of [
      /\/console-\S+ 1 0 1 problem .*broken\.yaml:2:1: /,
      / 0 0 1 problem .* does not exist$/,
    ])
      await folders.getByRole('row', { name: row }).waitFor()
    expect(await folders.getByRole('link').first().getAttribute('href')).toBe(
      '#/fixtures?show=problems',
    )

    const tables = page.getByText('Show as table')
    expect(await tables.count()).toBe(await page.getByRole('figure').count())
    await tables.first().click()
    const table = page.getByRole('region', { name: 'Calls by source as a table' })
    await table.getByRole('columnheader', { name: 'invented' }).waitFor()
    const cells = await table.getByRole('cell').allTextContents()
    expect(cells.reduce((sum, text) => sum + Number(text), 0)).toBe(3)

    await page.getByRole('row', { name: 'mode mock the program' }).waitFor()
    await page.getByRole('row', { name: /^journalSize 1000 default$/ }).waitFor()
    await page.getByText('No warnings.').waitFor()
    expect(await page.getByRole('main').innerText()).not.toContain('ABSK-hidden')
    for (const [tab, line] of [
      ['PowerShell', '$env:AWS_ENDPOINT_URL_BEDROCK_RUNTIME = "'],
      ['cmd', 'set "AWS_ENDPOINT_URL_BEDROCK_RUNTIME='],
      ['.env', 'AWS_ENDPOINT_URL_BEDROCK_RUNTIME='],
      ['bash, zsh', 'export AWS_ENDPOINT_URL_BEDROCK_RUNTIME='],
    ] as const) {
      await page.getByRole('tab', { name: tab }).click()
      await page
        .getByRole('group', { name: 'Variables' })
        .getByText(line + (tab === 'cmd' || tab === 'PowerShell' ? '' : server.url))
        .waitFor()
    }
    const licences = await page.getByRole('link', { name: 'licences' }).getAttribute('href')
    expect(await (await fetch(licences ?? '')).text()).toMatch(/^preact [\d.]+ \(MIT\)$/m)
    await checkLooks(page, 'status')

    await page.getByRole('button', { name: 'Reset mine' }).click()
    const dialog = page.getByRole('dialog', { name: 'Reset mine' })
    await dialog.getByText('This removes 3 calls in the journal, 0 added fixtures').waitFor()
    expect(server.journal.count()).toBe(3)
    await dialog.getByRole('button', { name: 'Reset mine' }).click()
    await expect.poll(() => server.journal.count()).toBe(0)
    await page.getByRole('button', { name: 'Delete mine' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Delete mine' }).click()
    await page.getByRole('button', { name: 'Delete mine' }).waitFor({ state: 'detached' })
  })
})

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { converseBody, JSON_ANSWER, STREAM_ANSWER, textStream } from '../support/recorded.ts'
import { OWN, startUpstream } from '../support/upstream.ts'
import { folderOf } from './folder.ts'
import { checkLooks, glance, inBrowser, openPage, startConsole } from './page.ts'

inBrowser('Recordings', () => {
  test('are recorded, shown, renewed at a stated price, and accepted', async () => {
    using folder = folderOf({})
    let run = 1
    let held: Promise<void> | undefined
    await using upstream = await startUpstream(({ url, body }) => {
      if (body.includes('refused'))
        return {
          status: 429,
          headers: [...JSON_ANSWER, ['x-amzn-ErrorType', 'ThrottlingException:x']],
          pieces: ['{"message":"slow down"}'],
        }
      if (url.endsWith('stream'))
        return {
          headers: STREAM_ANSWER,
          pieces: textStream(['a ', 'b']),
          ...(held !== undefined && { hold: held }),
        }
      const answer = converseBody(`This is run ${run}.`)
      return {
        headers: JSON_ANSWER,
        pieces: [answer.slice(0, 10), answer.slice(10)],
        ...(held !== undefined && { hold: held }),
      }
    })
    const settings = { mode: 'replay', upstream: upstream.url, fixtures: [folder.dir] } as const
    await using server = await startConsole(settings, OWN)
    await using page = await openPage(server, '#/fixtures/recordings')
    const call = async (text: string, operation = 'converse') => {
      const body = JSON.stringify({ messages: [{ role: 'user', content: [{ text }] }] })
      const path = `/model/amazon.nova-micro-v1:0/${operation}`
      await (await fetch(server.url + path, { method: 'POST', body })).text()
    }

    await page.getByText('No recordings yet.').waitFor()
    await page.getByRole('button', { name: 'Start recording' }).click()
    await page.getByText('Calls that were not recorded before go to the real Bedrock').waitFor()
    await call('the moving answer')
    await call('the moving answer')
    await call('the refused one')
    await call('a stream', 'converse-stream')
    const grid = page.getByRole('grid', { name: 'Recordings' })
    await grid.getByRole('row', { name: /the moving answer .* 16 → 4 2 answers/ }).waitFor()
    await page.getByText('3 answers saved, 1 not saved').waitFor()
    await page.getByText('429 ThrottlingException does not depend on the request').waitFor()

    await grid.getByRole('row', { name: /a stream/ }).click()
    const detail = page.getByRole('region', { name: 'Recording', exact: true })
    await detail.getByText(/6 events/).waitFor()
    await grid.getByRole('row', { name: /the moving answer/ }).click()
    await detail.getByText('This is run 1.', { exact: true }).waitFor()
    await detail.getByRole('heading', { name: 'Compare answers' }).waitFor()
    await detail.getByText('No differences.').waitFor()
    await checkLooks(page, 'recordings')

    run = 2
    const before = upstream.requests.length
    await detail.getByRole('button', { name: 'Renew…' }).click()
    await page.getByText(/2 calls, 16 → 4 tokens if the answers have the same length/).waitFor()
    expect(upstream.requests).toHaveLength(before)
    await page.getByRole('button', { name: /^Call the real Bedrock \(about \$0\.0\d+\)$/ }).click()
    const renewal = page.getByRole('region', { name: 'Renew recordings' })
    await renewal.getByText('0 unchanged, 1 changed, 0 failed.').waitFor()
    const changed = renewal.getByRole('group', { name: /^New answer for/ }).first()
    await expect.poll(() => changed.locator('ins').allTextContents()).toEqual(['2'])
    const [file = ''] = folder.files().filter((name) => name.includes('moving'))
    expect(readFileSync(join(folder.dir, file), 'utf8')).toContain('This is run 1.')
    await glance(page, 'recordings-renewal')
    await renewal.getByRole('button', { name: 'Accept' }).click()
    await renewal.getByText('Accepted.', { exact: true }).waitFor()
    expect(readFileSync(join(folder.dir, file), 'utf8')).not.toContain('This is run 1.')

    // Another renewal reports its progress, and can be stopped.
    for (let nth = 0; nth < 6; nth++) await call(`question ${nth}`)
    await page.getByRole('button', { name: 'Renew 8 recordings…' }).waitFor()
    let release: () => void = () => {}
    held = new Promise((resolve) => (release = resolve))
    await page.getByRole('button', { name: /^Renew \d+ recordings…$/ }).click()
    await page.getByRole('button', { name: /^Call the real Bedrock/ }).click()
    await renewal
      .getByRole('status')
      .filter({ hasText: /^0 of \d…$/ })
      .waitFor()
    await renewal.getByRole('progressbar', { name: 'Renewed' }).waitFor()
    const stopped = page.waitForResponse((response) => response.request().method() === 'DELETE')
    await renewal.getByRole('button', { name: 'Stop' }).click()
    await stopped
    release()
    held = undefined
    await renewal
      .getByRole('status')
      .filter({ hasText: /stopped$/ })
      .waitFor()

    await page.getByRole('button', { name: 'Stop recording' }).click()
    await page.getByText('only fixtures and recordings answer').first().waitFor()
    expect(server.mode.get()).toBe('replay')
  })
})

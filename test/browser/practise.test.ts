import { afterAll, beforeAll, expect, test } from 'vitest'
import { editorOf } from './editor.ts'
import { checkLooks, inBrowser, openPage, startConsole } from './page.ts'

inBrowser('Practise', () => {
  let server: Awaited<ReturnType<typeof startConsole>>
  beforeAll(async () => {
    server = await startConsole({
      mode: 'mock',
      quotas: { 'amazon.nova-lite*': { requestsPerMinute: 10 } },
    })
  })
  afterAll(() => server[Symbol.asyncDispose]())

  const converse = async (session = 'default', model = 'amazon.nova-micro-v1:0') => {
    const answer = await fetch(`${server.url}/model/${model}/converse`, {
      method: 'POST',
      headers: { 'x-bedrock-local-session': session },
      body: '{"messages":[{"role":"user","content":[{"text":"Hello"}]}]}',
    })
    await answer.arrayBuffer()
    return answer.status
  }

  test('a switch is announced on every screen, applies to its session only, and turns off again', async () => {
    expect([await converse('a'), await converse('b')]).toEqual([200, 200])
    await using page = await openPage(server, '#/practise')
    await page.getByRole('combobox', { name: 'For session' }).selectOption('a')
    await page.getByRole('switch', { name: 'Throttling' }).click()
    await page.getByText('1 fault is active: practise throttling').waitFor()
    await checkLooks(page, 'practise')
    await page.getByRole('link', { name: 'Models', exact: true }).click()
    await page.reload()
    await page.getByText('1 fault is active').waitFor()
    expect([await converse('b'), await converse('a'), await converse('a')]).toEqual([200, 429, 429])
    await page.getByText('1 fault is active').waitFor({ state: 'detached' })
    expect(await converse('a')).toBe(200)
    await page.goto(`${server.url}/#/practise`)
    await page.getByText('injected 2 times').waitFor()
    await page.getByRole('button', { name: 'View code for Broken stream' }).click()
    const dialog = page.getByRole('dialog', { name: 'Code for Broken stream' })
    await dialog.getByRole('tab', { name: 'Test' }).click()
    await dialog.getByText('bedrock.faults.add(').waitFor()
    await dialog.getByRole('button', { name: 'Try in the playground' }).click()
    await expect
      .poll(() => page.getByRole('textbox', { name: 'Prompt', exact: true }).inputValue())
      .toBe('practise a broken stream')
  })

  test('builds a rule from its fields, and shows the server’s message for a contradiction', async () => {
    await using page = await openPage(server, '#/practise/faults', { expects: /400/ })
    await page.getByRole('combobox', { name: 'Cut', exact: true }).selectOption('true')
    await page.getByRole('button', { name: 'Add fault' }).click()
    await page.getByText('fault has error and cut, which all come before any byte').waitFor()
    await page.getByRole('combobox', { name: 'Cut', exact: true }).selectOption('')
    await page.getByRole('textbox', { name: 'Model', exact: true }).fill('none')
    await page.getByRole('button', { name: 'Add fault' }).click()
    await page.getByRole('button', { name: 'Remove ThrottlingException' }).waitFor()
    await page
      .getByText('{"error":"ThrottlingException","total":2,"match":{"model":"none"}}')
      .waitFor()
    await checkLooks(page, 'practise-faults')
    await page.getByRole('button', { name: 'Turn all off' }).last().click()
    await page.getByText('No faults.').waitFor()
  })

  test('shows quotas as bars, and can advance the clock by a minute', async () => {
    await converse('a', 'amazon.nova-lite-v1:0')
    await using page = await openPage(server, '#/practise/quotas')
    await page.getByText('9 of 10 requests per minute left').waitFor()
    await checkLooks(page, 'practise-quotas')
    await page.getByRole('button', { name: 'Advance the clock by 1 minute' }).click()
    await page.getByText('10 of 10 requests per minute left').waitFor()
  })

  test('a policy is checked as it is typed, and generated from the calls so far', async () => {
    await converse('policy', 'amazon.nova-lite-v1:0')
    await using page = await openPage(server, '#/practise/policy')
    const verdict = page.getByRole('status', { name: 'Verdict' })
    await verdict.getByText('Allowed', { exact: true }).first().waitFor()
    await page.getByRole('button', { name: 'Restricted policy' }).click()
    await page
      .getByRole('combobox', { name: 'Model, profile or ARN' })
      .fill('amazon.nova-lite-v1:0')
    await verdict.getByText('Denied', { exact: true }).waitFor()
    await verdict.getByText('statement OneModel', { exact: false }).waitFor()
    await verdict.getByText('is not authorized to perform: bedrock:InvokeModel').waitFor()
    await checkLooks(page, 'practise-policy')
    await page.getByRole('button', { name: 'Least-privilege policy for calls so far' }).click()
    await verdict.getByText('Allowed', { exact: true }).first().waitFor()
    const policy = editorOf(page, 'Policy (JSON or YAML)')
    await policy.write('Version: "2012-10-17"\nStatement:\n  - Effect: Alow\n')
    await verdict.getByText('must be Allow or Deny, not "Alow"').waitFor()
    await expect
      .poll(() => policy.box.locator('.cm-lintRange-error').allTextContents())
      .toEqual(['Alow'])
    // The cursor goes there.
    await verdict.getByRole('button', { name: '3:13' }).click()
    await policy.focused()
    await page.keyboard.insertText('Deny #')
    await expect.poll(policy.text).toContain('Effect: Deny #Alow')
  })

  test('a switch or a rule applies to the session of the address', async () => {
    for (const session of ['one', 'two']) await converse(session)
    await using page = await openPage(server, '#/practise?session=one', { expects: /429/ })
    const choices = [
      page.getByRole('combobox', { name: 'Session', exact: true }),
      page.getByRole('combobox', { name: 'For session' }),
    ] as const
    const chosen = () => Promise.all(choices.map((choice) => choice.inputValue()))
    await expect.poll(chosen).toEqual(['one', 'one'])
    await choices[1].selectOption('two')
    await page.waitForURL(/#\/practise\?session=two$/)
    await expect.poll(chosen).toEqual(['two', 'two'])
    await page.goBack()
    await expect.poll(chosen).toEqual(['one', 'one'])
    await choices[0].selectOption('two')
    await expect.poll(chosen).toEqual(['two', 'two'])
    // The fault affects the playground, because its calls belong to the same session.
    await page.getByRole('switch', { name: 'Throttling' }).click()
    await page.getByRole('link', { name: 'Try Throttling in the playground' }).click()
    await page.waitForURL(/#\/playground\?.*session=two/)
    await page.getByRole('button', { name: 'Run' }).click()
    await page.getByRole('alert').getByText('ThrottlingException').waitFor()
    expect(await converse('one')).toBe(200)
    await page.goto(`${server.url}/#/practise/faults?session=one`)
    const inForm = page.getByRole('combobox', { name: 'For session' })
    await expect.poll(() => inForm.inputValue()).toBe('one')
    await inForm.selectOption('two')
    await page.waitForURL(/#\/practise\/faults\?session=two$/)
    await page.getByRole('button', { name: 'Add fault' }).click()
    await page.getByText('for session two, injected 0 times').waitFor()
    await page.getByRole('button', { name: 'Turn all off' }).last().click()
    await page.getByText('No faults.').waitFor()
  })
})

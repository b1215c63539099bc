import type { Page } from 'playwright-core'

/** The editor of a page, which stands in a shadow root. */
export function editorOf(page: Page, name = 'Fixture') {
  const box = page.getByRole('textbox', { name })
  return {
    box,
    text: async () => (await box.locator('.cm-line').allTextContents()).join('\n'),
    /** Types over all of it, at once. */
    async write(text: string) {
      await box.click()
      await page.keyboard.press('ControlOrMeta+a')
      await page.keyboard.insertText(text)
    },
  }
}

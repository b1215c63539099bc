import type { Page } from 'playwright-core'
import { expect } from 'vitest'

/** The editor of a page, which is in a shadow root. */
export function editorOf(page: Page, name = 'Fixture') {
  const box = page.getByRole('textbox', { name })
  const text = async () => (await box.locator('.cm-line').allTextContents()).join('\n')
  return {
    box,
    text,
    /** Waits until it has the focus. */
    focused: () =>
      expect
        .poll(() =>
          box.evaluate((element) => {
            const root = element.getRootNode() as Document | ShadowRoot
            return root.activeElement === element
          }),
        )
        .toBe(true),
    /** Replaces the whole text at once; again, if the editor took the focus too late. */
    write: (whole: string) =>
      expect
        .poll(async () => {
          await box.click()
          await page.keyboard.press('ControlOrMeta+a')
          await page.keyboard.insertText(whole)
          return text()
        })
        .toBe(whole),
  }
}

import { chromium } from 'playwright-core'
import type { TestProject } from 'vitest/node'
import { buildConsole } from '../../scripts/build-console.ts'
import { findBrowser } from '../../scripts/browser.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** The address of the browser of this run; undefined if there is none. */
    browser: string | undefined
  }
}

const ARGS = [
  '--no-sandbox',
  // A process for a missing GPU would cost a twentieth of the time.
  '--disable-gpu',
  '--in-process-gpu',
  '--host-resolver-rules=MAP evil.example 127.0.0.1',
  // Not every browser blocks a foreign page's requests to this machine, so the server must.
  '--disable-features=LocalNetworkAccessChecks,BlockInsecurePrivateNetworkRequests',
]

/** Builds the console, and starts one browser for all files. */
export async function setup({ provide }: TestProject): Promise<() => Promise<void>> {
  await buildConsole()
  const executablePath = findBrowser()
  if (executablePath === undefined) {
    console.error(
      '\nNO BROWSER: the tests in test/browser are skipped. Install chromium, or name one in BEDROCK_LOCAL_CHROMIUM.\n',
    )
    provide('browser', undefined)
    return async () => {}
  }
  const browser = await chromium.launchServer({ executablePath, args: ARGS })
  provide('browser', browser.wsEndpoint())
  return () => browser.close()
}

// Finds Chromium for the browser tests; run as a script, installs Debian's package if there is none.
import { fileURLToPath } from 'node:url'
import { findCommand, installPackages } from './apt-packages.ts'

const NAMES = ['chromium-headless-shell', 'chromium', 'chromium-browser', 'google-chrome']

/** The path of a browser: BEDROCK_LOCAL_CHROMIUM, or the first known one that is installed. */
export function findBrowser(): string | undefined {
  const named = process.env['BEDROCK_LOCAL_CHROMIUM']
  return named !== undefined && named !== '' ? named : findCommand(...NAMES)
}

/** Installs it with apt-get. Throws if that is not possible. */
export function installBrowser(): void {
  installPackages('chromium-headless-shell', 'fonts-dejavu-core')
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    if (findBrowser() === undefined) installBrowser()
    console.log(`browser: ${findBrowser() ?? 'none'}`)
  } catch (error) {
    console.error(`no browser could be installed: ${error instanceof Error ? error.message : ''}`)
    console.error('The browser tests will be skipped.')
  }
}

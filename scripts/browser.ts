// Finds the Chromium that the browser tests drive; run by itself, installs Debian's where there is none.
import { execFileSync } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const NAMES = ['chromium-headless-shell', 'chromium', 'chromium-browser', 'google-chrome']

/** The path of a browser: the one that BEDROCK_LOCAL_CHROMIUM names, else the first of the known names. */
export function findBrowser(): string | undefined {
  const named = process.env['BEDROCK_LOCAL_CHROMIUM']
  if (named !== undefined && named !== '') return named
  for (const name of NAMES)
    for (const folder of (process.env['PATH'] ?? '').split(delimiter)) {
      const path = join(folder, name)
      if (isExecutable(path)) return path
    }
  return undefined
}

/** Installs it with apt-get. Throws where that is not possible. */
export function installBrowser(): void {
  if (process.getuid?.() !== 0) throw new Error('only root can install packages')
  aptGet('update', '-qq')
  aptGet('install', '-y', '--no-install-recommends', 'chromium-headless-shell', 'fonts-dejavu-core')
}

function aptGet(...args: string[]): void {
  execFileSync('apt-get', args, { stdio: ['ignore', 2, 2] })
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
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

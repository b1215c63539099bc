import { execFile, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)
const COMMANDS = ['chromium', 'chromium-browser', 'google-chrome']
const command = COMMANDS.find((name) => spawnSync(name, ['--version']).status === 0)

/** Why no test with a browser can run; undefined where Chromium is installed. */
export const noChromium = command === undefined ? 'Chromium is not installed' : undefined
if (noChromium !== undefined) process.stderr.write(`Not everything is checked: ${noChromium}.\n`)

/** Opens a page in a fresh profile and returns its DOM two seconds of page time later. */
export async function openPage(url: string, ...flags: string[]): Promise<string> {
  const profile = mkdtempSync(join(tmpdir(), 'chromium-'))
  try {
    const { stdout } = await run(command ?? '', [
      '--headless=new',
      '--no-sandbox',
      '--disable-gpu',
      '--no-first-run',
      '--disable-background-networking',
      `--user-data-dir=${profile}`,
      '--virtual-time-budget=2000',
      ...flags,
      '--dump-dom',
      url,
    ])
    return stdout
  } finally {
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 })
  }
}

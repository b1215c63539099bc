import { execFileSync } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'

/** The path of the first of these commands that is on the PATH. */
export function findCommand(...names: readonly string[]): string | undefined {
  // Debian installs servers in a folder that is not on every user's PATH.
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin']
  for (const name of names)
    for (const folder of folders) {
      const path = join(folder, name)
      if (isExecutable(path)) return path
    }
  return undefined
}

/** Installs packages of Debian or Ubuntu. Throws if that is not possible. */
export function installPackages(...names: readonly string[]): void {
  if (process.getuid?.() !== 0) throw new Error('only root can install packages')
  aptGet('update', '-qq')
  aptGet('install', '-y', '--no-install-recommends', ...names)
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

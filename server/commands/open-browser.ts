import { spawn } from 'node:child_process'

const COMMANDS: Partial<Record<NodeJS.Platform, readonly [string, ...string[]]>> = {
  darwin: ['open'],
  win32: ['cmd', '/c', 'start', ''],
}

/** Opens a URL in the user's browser; calls `failed` if there is none. */
export function openBrowser(
  url: string,
  failed: () => void,
  platform: NodeJS.Platform = process.platform,
): void {
  const [command, ...args] = COMMANDS[platform] ?? ['xdg-open']
  const child = spawn(command, [...args, url], { stdio: 'ignore', detached: true })
  child.once('error', failed)
  child.unref()
}

import { readFileSync, statSync, watch } from 'node:fs'
import type { FSWatcher } from 'node:fs'
import { realpathSync } from 'node:fs'
import { listFolder } from './folder.ts'

export interface Watcher {
  close(): void
}

const SETTLED_MS = 40
const HEARTBEAT_MS = 200

/** File systems that tell of changes made on them. Bind mounts of Docker Desktop and network shares do not. */
const TELLING =
  /^(?:ext[234]|xfs|btrfs|f2fs|zfs|overlay|tmpfs|apfs|hfs|ufs|jfs|reiserfs|bcachefs|ramfs|rootfs|aufs)$/

/**
 * Calls `changed` shortly after something in the folder changed. Every directory has a watcher of its own: a recursive
 * one on Linux is made of one watch a file. Where the file system tells nothing, times and sizes are compared.
 */
export function watchFolder(root: string, changed: () => void): Watcher {
  const watchers = new Map<string, FSWatcher>()
  let settled: NodeJS.Timeout | undefined
  let polling = !tells(root)
  let identity = identify(root)
  let stamps = polling ? stampsOf(root) : ''
  let costMs = 0
  let polledAt = performance.now()

  const soon = () => {
    clearTimeout(settled)
    settled = setTimeout(() => {
      if (!polling) follow()
      changed()
    }, SETTLED_MS)
    settled.unref()
  }

  const drop = () => {
    for (const watcher of watchers.values()) watcher.close()
    watchers.clear()
  }

  const follow = () => {
    const directories = new Set(listFolder(root).directories)
    for (const [directory, watcher] of watchers) {
      if (directories.has(directory)) continue
      watcher.close()
      watchers.delete(directory)
    }
    for (const directory of directories) {
      if (watchers.has(directory)) continue
      try {
        const watcher = watch(directory, { persistent: false }, soon)
        watcher.on('error', soon)
        watchers.set(directory, watcher)
      } catch {
        // No watches left, or none to be had: compare from now on.
        polling = true
        drop()
        stamps = stampsOf(root)
        return
      }
    }
  }

  /** Notices a folder that was deleted, made anew or put in another's place, which ends its watchers silently. */
  const heartbeat = setInterval(() => {
    const now = identify(root)
    if (now !== identity) {
      identity = now
      drop()
      polling = !tells(root)
      soon()
      return
    }
    // A comparison takes at most a fiftieth of the time.
    if (!polling || performance.now() - polledAt < costMs * 50) return
    polledAt = performance.now()
    const found = stampsOf(root)
    costMs = performance.now() - polledAt
    if (found === stamps) return
    stamps = found
    soon()
  }, HEARTBEAT_MS)
  heartbeat.unref()
  if (!polling) follow()
  return {
    close() {
      clearInterval(heartbeat)
      clearTimeout(settled)
      drop()
    },
  }
}

function identify(root: string): string {
  try {
    const { ino, dev } = statSync(root)
    return `${dev}:${ino}`
  } catch {
    return 'none'
  }
}

function stampsOf(root: string): string {
  return listFolder(root)
    .files.map((file) => {
      try {
        const { mtimeMs, size, ino } = statSync(file)
        return `${file} ${mtimeMs} ${size} ${ino}`
      } catch {
        return file
      }
    })
    .join('\n')
}

/** Whether the file system under a folder is known to send events; macOS and Windows always do. */
function tells(root: string): boolean {
  if (process.platform !== 'linux') return true
  try {
    return TELLING.test(typeOf(realpathSync(root), readFileSync('/proc/self/mountinfo', 'utf8')))
  } catch {
    return true
  }
}

/** The type of the mount that a path is in: `36 35 98:0 /root /mount options - ext4 ...`. */
export function typeOf(path: string, mountinfo: string): string {
  let longest = ''
  let type = ''
  for (const line of mountinfo.split('\n')) {
    const [before = '', after = ''] = line.split(' - ')
    const mount = (before.split(' ')[4] ?? '').replaceAll('\\040', ' ')
    const inside = mount === '/' || path === mount || path.startsWith(`${mount}/`)
    if (mount !== '' && inside && mount.length >= longest.length)
      [longest, type] = [mount, after.split(' ')[0] ?? '']
  }
  return type
}

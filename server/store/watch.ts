import { readFileSync, realpathSync, statSync, watch } from 'node:fs'
import type { FSWatcher } from 'node:fs'
import { join } from 'node:path'
import { listFolder } from '../fixtures/folder.ts'

export interface Watcher {
  /** Picks up known changes immediately. Costs next to nothing if there are none. */
  settle(): void
  close(): void
}

const SETTLED_MS = 40
const MAX_SETTLED_MS = 250
const HEARTBEAT_MS = 200
const CONFIG_MAP = '..data'

/** File systems that report changes; bind mounts of Docker Desktop and network shares do not. */
const TELLING =
  /^(?:ext[234]|xfs|btrfs|f2fs|zfs|overlay|tmpfs|apfs|hfs|ufs|jfs|reiserfs|bcachefs|ramfs|rootfs|aufs)$/

/**
 * Calls `changed` shortly after something in the folder changes. Every directory has its own watcher: on Linux, a
 * recursive watcher uses one watch per file. If the file system reports nothing, times and sizes are compared.
 */
export function watchFolder(
  root: string,
  changed: () => void,
  options: WatchOptions = {},
): Watcher {
  return new FolderWatcher(root, changed, options)
}

export interface WatchOptions {
  /** Whether a file is unchanged. Files that the server wrote itself do not trigger a scan. */
  isKnown?(path: string): boolean
  /** Whether the file system reports changes. */
  tells?(root: string): boolean
}

class FolderWatcher implements Watcher {
  readonly #root: string
  readonly #changed: () => void
  readonly #isKnown: (path: string) => boolean
  readonly #tells: (root: string) => boolean
  /** Paths named by events since the last scan. */
  readonly #named = new Set<string>()
  readonly #watchers = new Map<string, { watcher: FSWatcher; identity: string }>()
  readonly #heartbeat: NodeJS.Timeout
  #settled: NodeJS.Timeout | undefined
  #waitingSince: number | undefined
  #lookedAt = -Infinity
  #tookMs = 0
  #identity: string
  #polling: boolean
  #polledAt = performance.now()
  #pollMs = 0
  #stamps = ''

  constructor(root: string, changed: () => void, options: WatchOptions) {
    const { isKnown = () => false, tells = tellsOfChanges } = options
    this.#root = root
    this.#changed = changed
    this.#isKnown = isKnown
    this.#tells = tells
    this.#identity = identify(root)
    this.#polling = !tells(root)
    if (this.#polling) this.#stamps = stampsOf(root)
    else this.#follow()
    this.#heartbeat = setInterval(() => this.#beat(), HEARTBEAT_MS).unref()
  }

  close(): void {
    clearInterval(this.#heartbeat)
    clearTimeout(this.#settled)
    this.#drop()
  }

  /** An event without a file name. */
  readonly #look = (): void => {
    this.#named.add(this.#root)
    this.#soon()
  }

  readonly #soon = (): void => {
    // Waits for half-written files, but not forever if events never stop.
    this.#waitingSince ??= performance.now()
    if (performance.now() - this.#waitingSince > MAX_SETTLED_MS) return
    clearTimeout(this.#settled)
    // A folder that is written to constantly, as in record mode, leaves time for other work.
    const after = Math.min(MAX_SETTLED_MS, Math.max(SETTLED_MS, 5 * this.#tookMs))
    this.#settled = setTimeout(this.#takeUp, after).unref()
  }

  readonly #takeUp = (): void => {
    const began = performance.now()
    this.#settled = undefined
    this.#waitingSince = undefined
    const named = [...this.#named]
    this.#named.clear()
    if (named.length > 0 && named.every((path) => this.#isKnown(path))) return
    if (!this.#polling) this.#follow()
    this.#changed()
    this.#lookedAt = performance.now()
    this.#tookMs = this.#lookedAt - began
  }

  settle(): void {
    if (this.#settled === undefined) return
    // In a constantly changing folder, calls spend at most half of the time scanning.
    if (performance.now() - this.#lookedAt < this.#tookMs) return
    clearTimeout(this.#settled)
    this.#takeUp()
  }

  /** Adds a watcher to every current directory. */
  #follow(): void {
    const directories = new Set(listFolder(this.#root).directories)
    if (directories.size === 0) this.#identity = GONE
    for (const [directory, { watcher, identity }] of this.#watchers) {
      // A recreated folder has the same name as the old one, whose watcher is dead.
      if (directories.has(directory) && identify(directory) === identity) continue
      watcher.close()
      this.#watchers.delete(directory)
    }
    try {
      for (const directory of directories) {
        if (this.#watchers.has(directory)) continue
        const watcher = watch(directory, { persistent: false }, (_event, name) => {
          // A temporary name: the event for the final name follows. In a ConfigMap that is the link to all files.
          if (name?.startsWith('.') === true && name !== CONFIG_MAP) return
          this.#named.add(name === null ? directory : join(directory, name))
          this.#soon()
        }).on('error', this.#look)
        this.#watchers.set(directory, { watcher, identity: identify(directory) })
      }
    } catch {
      // No watches are available: compare from now on.
      this.#polling = true
      this.#drop()
      this.#stamps = stampsOf(this.#root)
    }
  }

  /** Detects deleted or recreated folders, which end their watchers silently. Compares where necessary. */
  #beat(): void {
    const identity = identify(this.#root)
    if (identity !== this.#identity) {
      this.#identity = identity
      this.#drop()
      this.#polling = !this.#tells(this.#root)
      this.#look()
      return
    }
    // Comparing takes at most 2 % of the time.
    if (!this.#polling || performance.now() - this.#polledAt < this.#pollMs * 50) return
    this.#polledAt = performance.now()
    const stamps = stampsOf(this.#root)
    this.#pollMs = performance.now() - this.#polledAt
    if (stamps === this.#stamps) return
    this.#stamps = stamps
    this.#look()
  }

  #drop(): void {
    for (const { watcher } of this.#watchers.values()) watcher.close()
    this.#watchers.clear()
  }
}

const GONE = 'gone'

function identify(root: string): string {
  try {
    // A new folder may reuse the inode number of a deleted one.
    const { ino, dev, birthtimeMs } = statSync(root)
    return `${dev}:${ino}:${birthtimeMs}`
  } catch {
    return GONE
  }
}

function stampsOf(root: string): string {
  const { files, others } = listFolder(root)
  return [...files, ...others]
    .map((file) => {
      try {
        const { mtimeMs, size, ino } = statSync(file)
        return `${file} ${mtimeMs} ${size} ${ino}`
      } catch {
        return file
      }
    })
    .join('\n')
}

/** Whether the file system of a folder reports changes; macOS and Windows always do. */
function tellsOfChanges(root: string): boolean {
  if (process.platform !== 'linux') return true
  try {
    return TELLING.test(typeOf(realpathSync(root), readFileSync('/proc/self/mountinfo', 'utf8')))
  } catch {
    return true
  }
}

/** The type of the mount that contains a path: `36 35 98:0 /root /mount options - ext4 ...`. */
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

import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A separate file system that can be full or read-only; undefined, with a note, if none can be mounted. */
export function smallDisk(kilobytes = 256) {
  const dir = mkdtempSync(join(tmpdir(), 'disk-'))
  const mount = (...args: string[]) => spawnSync('mount', args).status === 0
  if (!mount('-t', 'tmpfs', '-o', `size=${kilobytes}k`, 'tmpfs', dir)) {
    rmSync(dir, { recursive: true })
    process.stderr.write(
      '\nNO MOUNT: the tests of full and read-only disks are skipped. They run as root on Linux.\n',
    )
    return undefined
  }
  return {
    dir,
    /** Leaves no room at all. */
    fill() {
      const { bavail, bsize } = statfsSync(dir)
      writeFileSync(join(dir, 'filled.bin'), Buffer.alloc(bavail * bsize))
    },
    makeReadOnly: () => mount('-o', 'remount,ro', dir),
    [Symbol.dispose]() {
      spawnSync('umount', [dir])
      rmSync(dir, { recursive: true, force: true })
    },
  }
}

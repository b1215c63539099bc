import { readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'

/** `.name.yaml.<process>-<number>.tmp`, as write-whole.ts names a file that is not complete. */
const TEMPORARY = /^\..+\.(\d+)-\d+\.tmp$/

/** Removes what a killed process left of files that it was writing. */
export function removeLeftovers(folder: string): void {
  for (const { name, parentPath } of filesIn(folder)) {
    const pid = Number(TEMPORARY.exec(name)?.[1] ?? Number.NaN)
    // This process has not begun to write, so a file in its name is from one before it.
    if (Number.isNaN(pid) || (pid !== process.pid && isRunning(pid))) continue
    rmSync(join(parentPath, name), { force: true })
  }
}

function filesIn(folder: string) {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true })
  } catch {
    // The folder is made by the first recording.
    return []
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (thrown) {
    return (thrown as NodeJS.ErrnoException).code === 'EPERM'
  }
}

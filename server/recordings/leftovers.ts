import { readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'

/** `.name.yaml.<process>-<number>.tmp`: the temporary names that write-whole.ts uses. */
const TEMPORARY = /^\..+\.(\d+)-\d+\.tmp$/

/** Removes temporary files of killed processes. */
export function removeLeftovers(folder: string): void {
  for (const { name, parentPath } of filesIn(folder)) {
    const pid = Number(TEMPORARY.exec(name)?.[1] ?? Number.NaN)
    // This process has not written anything yet, so a file with its id is from an earlier process.
    if (Number.isNaN(pid) || (pid !== process.pid && isRunning(pid))) continue
    rmSync(join(parentPath, name), { force: true })
  }
}

function filesIn(folder: string) {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true })
  } catch {
    // The first recording creates the folder.
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

import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'

const ROOT = join(import.meta.dirname, '../..')

/** Builds what is shipped, where a source is newer than the last build. */
export function build(): void {
  const built = join(ROOT, 'dist/server/cli.js')
  const newest = Math.max(
    ...readdirSync(join(ROOT, 'server'), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => statSync(join(entry.parentPath, entry.name)).mtimeMs),
  )
  if (existsSync(built) && statSync(built).mtimeMs > newest) return
  execFileSync('npm', ['run', 'build'], { cwd: ROOT, stdio: 'pipe' })
}

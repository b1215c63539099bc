// `npm run dev`: restarts the server when one of its files changes, and rebuilds the console when one of its does.
import { spawn } from 'node:child_process'
import { watch } from 'node:fs'
import { join, resolve } from 'node:path'
import { buildConsole } from './build-console.ts'

const SETTLE_MS = 100

const root = resolve(import.meta.dirname, '..')
const source = join(root, 'server/console')

await rebuild()
let timer: NodeJS.Timeout | undefined
watch(source, { recursive: true }, () => {
  clearTimeout(timer)
  timer = setTimeout(() => void rebuild(), SETTLE_MS)
})

const tsx = join(root, 'node_modules/tsx/dist/cli.mjs')
const server = spawn(
  process.execPath,
  [tsx, 'watch', '--exclude', `${source}/**`, 'server/cli.ts', ...process.argv.slice(2)],
  { cwd: root, stdio: 'inherit' },
)
server.on('exit', (code) => process.exit(code ?? 0))

async function rebuild(): Promise<void> {
  try {
    await buildConsole()
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
  }
}

import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { rolldown } from 'rolldown'
import type { OutputChunk } from 'rolldown'
import { checkBudgets } from './console-budgets.ts'
import { licences } from './licences.ts'

// Builds the web console: one script per screen, one style sheet, the page that names them, and the table of files for
// the server. Names contain a hash, so that browsers can cache the files forever.

const root = resolve(import.meta.dirname, '..')
const source = join(root, 'server/console')

const TYPES: Readonly<Record<string, string>> = {
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  svg: 'image/svg+xml',
  html: 'text/html; charset=utf-8',
  txt: 'text/plain; charset=utf-8',
}

/** Builds it into a folder; returns the modules that are inside, for the licences of the package. */
export async function buildConsole(folder: string = join(root, 'dist/console')): Promise<string[]> {
  const chunks = await bundle()
  const files = new Map<string, string>()
  for (const { fileName, code } of chunks) files.set(fileName, code)
  const css = add(files, 'console', 'css', styles())
  const icon = add(files, 'icon', 'svg', readFileSync(join(source, 'icon.svg'), 'utf8'))
  const modules = chunks.flatMap(({ moduleIds }) => moduleIds)
  const licence = add(files, 'licences', 'txt', licences(modules))
  const main = chunks.find(({ isEntry }) => isEntry)?.fileName ?? ''
  const names: Record<string, string> = {
    'main.js': main,
    'console.css': css,
    'icon.svg': icon,
    'licences.txt': licence,
  }
  files.set(
    'index.html',
    readFileSync(join(source, 'page.html'), 'utf8').replaceAll(
      /\{\{(.+?)\}\}/g,
      (_, name: string) => `/_console/${names[name] ?? ''}`,
    ),
  )
  checkBudgets(files)
  write(folder, files)
  return modules
}

async function bundle(): Promise<OutputChunk[]> {
  const build = await rolldown({
    cwd: root,
    input: { main: join(source, 'main.tsx') },
    platform: 'browser',
    tsconfig: join(source, 'tsconfig.json'),
  })
  const { output } = await build.generate({
    entryFileNames: '[name]-[hash].js',
    chunkFileNames: ({ moduleIds }) => `${chunkName(moduleIds)}-[hash].js`,
    comments: false,
    minify: true,
  })
  await build.close()
  return output.filter((file): file is OutputChunk => file.type === 'chunk')
}

/** The name of a chunk: the folder of the screen, or `shared`. */
function chunkName(moduleIds: readonly string[]): string {
  const screens = new Set(
    moduleIds.flatMap((id) => /server\/console\/(\w+)\/screen\.tsx$/.exec(id)?.[1] ?? []),
  )
  const [screen] = screens
  if (screen !== undefined) return screen
  if (moduleIds.some((id) => id.includes('codemirror'))) return 'editor'
  return 'shared'
}

/** The frame's styles first: screens build on them. */
function styles(): string {
  const sheets = readdirSync(source, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.css'))
    .toSorted((a, b) => a.split(/[/\\]/).length - b.split(/[/\\]/).length || (a < b ? -1 : 1))
  return sheets
    .map((name) => readFileSync(join(source, name), 'utf8'))
    .join('\n')
    .replaceAll(/\/\*[\s\S]*?\*\//g, '')
    .replaceAll(/\s*\n\s*/g, '\n')
}

function add(files: Map<string, string>, name: string, ending: string, text: string): string {
  const hash = createHash('sha256').update(text).digest('base64url').slice(0, 8)
  const file = `${name}-${hash}.${ending}`
  files.set(file, text)
  return file
}

/** The table last, so that a running server finds either the old files or the new ones. */
function write(folder: string, files: ReadonlyMap<string, string>): void {
  mkdirSync(folder, { recursive: true })
  for (const [name, text] of files) writeFileSync(join(folder, name), text)
  const table = Object.fromEntries(
    [...files.keys()].map((name) => [name, TYPES[name.slice(name.lastIndexOf('.') + 1)]]),
  )
  writeFileSync(join(folder, 'files.json'), `${JSON.stringify(table, null, 2)}\n`)
  for (const name of readdirSync(folder))
    if (!files.has(name) && name !== 'files.json') rmSync(join(folder, name))
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildConsole()

// Builds the package before packing, and when npm installs it from git: npm then runs `npm install` in a clone.
// Plain JavaScript, because it also runs where development dependencies, and so tsx, are left out.
import { execSync } from 'node:child_process'
import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'

const built = ['dist/server/cli.js', 'dist/lambdas/template.yaml']

// `npm ci` is for people who work on bedrock-local: `npm start` builds what they changed.
if (process.env['npm_command'] !== 'ci' && !isCurrent()) {
  if (existsSync('node_modules/typescript')) {
    // The build's output goes to stderr: `npm pack --json` prints JSON on stdout.
    const stdio = ['ignore', 2, 2]
    execSync('npm run --silent build && npm run --silent build:lambdas', { stdio })
  } else {
    // A package installed without its code would only be noticed much later.
    console.error('bedrock-local cannot be built: its development dependencies are missing')
    process.exitCode = 1
  }
}

function isCurrent() {
  if (!built.every((file) => existsSync(file))) return false
  const oldest = Math.min(...built.map((file) => statSync(file).mtimeMs))
  return ['server', 'lambdas'].every((folder) =>
    readdirSync(folder, { recursive: true, withFileTypes: true }).every(
      (entry) => !entry.isFile() || statSync(join(entry.parentPath, entry.name)).mtimeMs < oldest,
    ),
  )
}

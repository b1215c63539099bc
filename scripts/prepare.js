// Builds the package after `npm install` in a clone, before packing, and when npm installs it from git.
// Plain JavaScript, because it also runs where development dependencies, and so tsx, are left out.
import { execSync } from 'node:child_process'
import { existsSync } from 'node:fs'

if (existsSync('node_modules/typescript')) {
  // The build's output goes to stderr: `npm pack --json` prints JSON on stdout.
  execSync('npm run --silent build && npm run --silent build:lambdas', { stdio: ['ignore', 2, 2] })
} else console.error('bedrock-local is not built: its development dependencies are missing')

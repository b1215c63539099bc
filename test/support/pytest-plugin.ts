import { execFile } from 'node:child_process'
import { copyFileSync, mkdirSync, readdirSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { buildWheel } from '../../scripts/build-wheel.ts'
import { startBedrock } from '../../server/index.ts'
import { pythonWith } from './python-venv.ts'

const suite = join(import.meta.dirname, '../e2e/pytest')

export interface Outcome {
  code: number
  output: string
}

/**
 * Installs the plugin from a wheel of this package, checks its types and runs its tests, while another server is
 * running.
 */
export async function testPlugin(from: string, to: string, python: string): Promise<Outcome> {
  const own = await pythonWith(join(suite, 'requirements.txt'), python)
  const wheel = await buildWheel({ from, to, python: own, flags: ['--no-build-isolation'] })
  const pip = ['-m', 'pip', 'install', '--quiet', '--no-deps', '--force-reinstall', wheel]
  await promisify(execFile)(own, pip)
  // Outside of the repository, whose settings must not apply.
  const tests = join(to, 'tests')
  mkdirSync(tests)
  for (const name of readdirSync(suite)) copyFileSync(join(suite, name), join(tests, name))
  await using foreign = await startBedrock({ mode: 'mock' })
  await fetch(`${foreign.url}/model/amazon.nova-micro-v1:0/converse`, {
    method: 'POST',
    body: '{"messages":[{"role":"user","content":[{"text":"Hi"}]}]}',
  })
  const { PATH, HOME } = process.env
  const env = {
    HOME,
    PATH: [dirname(own), PATH].join(delimiter),
    BEDROCK_LOCAL_PORT: String(foreign.port),
    AWS_ENDPOINT_URL_BEDROCK_RUNTIME: foreign.url,
  }
  const run = async (args: string[], cwd: string): Promise<Outcome> => {
    try {
      const { stdout, stderr } = await promisify(execFile)(own, ['-m', ...args], { cwd, env })
      return { code: 0, output: stdout + stderr }
    } catch (thrown) {
      const { stdout, stderr } = thrown as { stdout: string; stderr: string }
      return { code: 1, output: stdout + stderr }
    }
  }
  const outcomes = [
    await run(['mypy', '--cache-dir', join(dirname(dirname(own)), 'mypy')], join(to, 'project')),
    await run(['pytest', '-n2', '-p', 'no:cacheprovider', '-W', 'ignore', '.'], tests),
  ]
  const calls = foreign.journal.list()
  if (calls.length !== 1) outcomes.push({ code: 1, output: `it was called: ${calls.length}` })
  return {
    code: Math.max(...outcomes.map(({ code }) => code)),
    output: outcomes.map(({ output }) => output).join('\n'),
  }
}

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

const CLI = fileURLToPath(new URL('../../dist/server/cli.js', import.meta.url))

/** Starts the built server on a free port and sets the variables that its clients use. */
export async function startServer(...flags: string[]) {
  const child = spawn(
    process.execPath,
    [CLI, '--port', '0', '--mode', 'mock', '--fixtures', 'none', '--lambdas', 'none', ...flags],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )
  const url = await address(createInterface({ input: child.stdout }))
  // Nobody reads the log, and a full pipe would block the server.
  child.stdout.resume()
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_BEDROCK: url,
    AWS_ENDPOINT_URL_BEDROCK_RUNTIME: url,
    ANTHROPIC_BEDROCK_BASE_URL: url,
    AWS_REGION: 'us-east-1',
    AWS_DEFAULT_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
  })
  return async () => {
    child.kill()
    await once(child, 'exit')
  }
}

/** The line with its address may come after warnings. */
async function address(lines: AsyncIterable<string>): Promise<string> {
  for await (const line of lines) {
    const { url } = JSON.parse(line) as { url?: string }
    if (url !== undefined) return url
  }
  throw new Error('the server did not start')
}

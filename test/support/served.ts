import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'

/** `bedrock-local` as a separate process on a free port, until the end of the test's scope. */
export async function served(program: string, args: readonly string[]) {
  const child = spawn(
    process.execPath,
    [program, '--port', '0', '--lambdas', 'none', '--log-level', 'info', ...args],
    {
      env: { PATH: process.env['PATH'] ?? '', HOME: '/nonexistent' },
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  )
  const lines: Record<string, unknown>[] = []
  const ended = once(child, 'close').then(([code]) => code as number | null)
  const url = await new Promise<string>((resolve, reject) => {
    void ended.then((code) => reject(new Error(`it ended with ${code}: ${JSON.stringify(lines)}`)))
    createInterface(child.stdout).on('line', (text) => {
      const line = JSON.parse(text) as Record<string, unknown>
      lines.push(line)
      if (typeof line['url'] === 'string') resolve(line['url'])
    })
  })
  return {
    url,
    pid: child.pid ?? 0,
    /** The lines of its log. */
    lines,
    /** Its exit code. */
    ended,
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL')
      await ended
    },
  }
}

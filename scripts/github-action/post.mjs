// Shows calls without a matching fixture as annotations, and stops the server.
import { spawnSync } from 'node:child_process'
import { appendFileSync } from 'node:fs'
import { annotate, input } from './runner.mjs'

const { STATE_pid: pid, STATE_url: url, GITHUB_STEP_SUMMARY: summary } = process.env

// Nothing was started: main has reported the reason.
if (url !== undefined && url !== '') {
  try {
    show(await missed())
  } catch (error) {
    const reason = error.cause?.code ?? error.message
    annotate(
      'warning',
      'bedrock-local',
      `The server at ${url} did not say what was missed: ${reason}`,
    )
  } finally {
    stop()
  }
}

async function missed() {
  const response = await fetch(`${url}/_admin/journal?missed=true`)
  if (!response.ok) throw new Error(`status ${response.status}`)
  const { exchanges } = await response.json()
  return [...new Set(exchanges.map(({ error }) => error.message))]
}

function show(messages) {
  if (messages.length === 0) return
  const fails = input('fail-on-miss') !== 'false'
  for (const message of messages)
    annotate(fails ? 'error' : 'warning', 'A call matched no fixture', message)
  if (summary !== undefined && summary !== '') {
    const blocks = messages.map((message) => `\`\`\`\n${message}\n\`\`\`\n`)
    appendFileSync(summary, `### Calls that matched no fixture\n\n${blocks.join('\n')}`)
  }
  if (fails) process.exitCode = 1
}

function stop() {
  if (process.platform === 'win32') {
    spawnSync('taskkill', ['/f', '/t', '/pid', pid])
    return
  }
  try {
    process.kill(-Number(pid))
  } catch {
    // The server has already ended.
  }
}

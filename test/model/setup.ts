import { spawn } from 'node:child_process'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { TestProject } from 'vitest/node'
import { findModel, installModel } from '../../scripts/small-model.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** The URL of llama.cpp's server with a small model; undefined if there is none. */
    modelServer: string | undefined
  }
}

const MAX_WAIT_MS = 60_000

/** Starts one model server for all files. */
export async function setup({ provide }: TestProject): Promise<() => Promise<void>> {
  const python = found()
  if (python === undefined) {
    provide('modelServer', undefined)
    return async () => {}
  }
  const port = await freePort()
  const script = join(import.meta.dirname, 'server.py')
  const child = spawn(python, [script, String(port)], { stdio: ['pipe', 'ignore', 'ignore'] })
  const url = `http://127.0.0.1:${port}`
  const startedAt = Date.now()
  while (!(await isReady(url))) {
    if (child.exitCode !== null || Date.now() - startedAt > MAX_WAIT_MS)
      throw new Error('the model server of the tests did not start')
    await sleep(100)
  }
  provide('modelServer', url)
  return async () => void child.kill()
}

function found(): string | undefined {
  try {
    if (findModel() === undefined) installModel()
  } catch (error) {
    const why = error instanceof Error ? error.message : ''
    process.stderr.write(`\nNO MODEL: the tests in test/model are skipped (${why}).\n\n`)
  }
  return findModel()
}

async function isReady(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/health`)).ok
  } catch {
    return false
  }
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { buildLambdas } from '../../scripts/build-lambdas.ts'
import { setup as setUpBrowser } from '../browser/setup.ts'
import { setup as setUpCommands } from '../e2e/setup.ts'
import { setup as setUpModel } from '../model/setup.ts'

declare module 'vitest' {
  interface ProvidedContext {
    runFolder: string
  }
}

type Teardown = () => void | Promise<void>

/** What the tests of a folder share. */
const SETUPS: Record<string, (project: TestProject) => Promise<Teardown>> = {
  browser: setUpBrowser,
  e2e: setUpCommands,
  model: setUpModel,
}

/** The files given on the command line, such as `test/unit`. */
const folders = process.argv.slice(2).filter((argument) => /^test[\\/]\w+([\\/]|$)/.test(argument))

const isAskedFor = (folder: string): boolean =>
  folders.length === 0 || folders.some((file) => file.split(/[\\/]/)[1] === folder)

export async function setup(project: TestProject): Promise<Teardown> {
  const teardowns = await Promise.all([
    createRunFolder(project),
    ['browser', 'e2e', 'sdk'].some(isAskedFor) && buildFunctions(),
    ...Object.entries(SETUPS).map(([folder, setUp]) => isAskedFor(folder) && setUp(project)),
  ])
  return async () => {
    for (const teardown of teardowns) if (teardown !== false) await teardown()
  }
}

/** Otherwise each test that runs a function would bundle it. */
async function buildFunctions(): Promise<Teardown> {
  await buildLambdas()
  return () => undefined
}

/** Creates a folder for the whole run: workers are shared, so a folder must outlive the test file that created it. */
async function createRunFolder(project: TestProject): Promise<Teardown> {
  const folder = mkdtempSync(join(tmpdir(), 'bedrock-local-tests-'))
  project.provide('runFolder', folder)
  return () => rmSync(folder, { recursive: true, force: true })
}

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'

declare module 'vitest' {
  interface ProvidedContext {
    runFolder: string
  }
}

/** Creates a folder for the whole run: workers are shared, so a folder must outlive the test file that created it. */
export function setup(project: TestProject) {
  const folder = mkdtempSync(join(tmpdir(), 'bedrock-local-tests-'))
  project.provide('runFolder', folder)
  return () => rmSync(folder, { recursive: true, force: true })
}

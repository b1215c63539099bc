import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'

/** A folder of built functions, by name, with an optional template. */
export function functionFolder(code: Readonly<Record<string, string>>, template?: string) {
  const dir = mkdtempSync(join(tmpdir(), 'functions-'))
  for (const [name, text] of Object.entries(code)) {
    mkdirSync(join(dir, name))
    writeFileSync(join(dir, name, 'index.mjs'), text)
  }
  if (template !== undefined) writeFileSync(join(dir, 'template.yaml'), template)
  return {
    dir,
    write: (name: string, text: string) => writeFileSync(join(dir, name, 'index.mjs'), text),
    event: (name: string, event: string, text: string) => {
      mkdirSync(join(dir, name, 'events'), { recursive: true })
      writeFileSync(join(dir, name, 'events', `${event}.json`), text)
    },
    [Symbol.dispose]: () => rmSync(dir, { recursive: true, force: true }),
  }
}

/** A folder for all tests of a file. */
export function sharedFunctions(...given: Parameters<typeof functionFolder>) {
  const folder = functionFolder(...given)
  afterAll(() => folder[Symbol.dispose]())
  return folder
}

/** A template that gives functions their time-out, memory and variables. */
export function templateOf(functions: Readonly<Record<string, Record<string, unknown>>>): string {
  const Resources = Object.fromEntries(
    Object.entries(functions).map(([name, properties]) => [
      name.replaceAll('-', ''),
      { Type: 'AWS::Serverless::Function', Properties: { FunctionName: name, ...properties } },
    ]),
  )
  return JSON.stringify({ Resources })
}

import { vi } from 'vitest'
import type { Given } from '../../server/settings/config.ts'
import { runCommand } from './command.ts'

/** The output and exit code of a `fixtures` command. */
export async function fixturesCommand(
  args: string[],
  given: Given = {},
): Promise<{ code: number; lines: string[] }> {
  let printed = ''
  const spy = vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    printed += String(text)
    return true
  })
  try {
    const code = await runCommand(['fixtures', ...args], given)
    return { code, lines: printed.trimEnd().split('\n') }
  } finally {
    spy.mockRestore()
  }
}

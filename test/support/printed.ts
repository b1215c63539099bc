import { vi } from 'vitest'

/** The standard output and exit code of a command. */
export async function printed(
  run: () => number | Promise<number>,
): Promise<{ code: number; text: string }> {
  let text = ''
  const spy = vi.spyOn(process.stdout, 'write').mockImplementation((part) => {
    text += String(part)
    return true
  })
  try {
    const code = await run()
    return { code, text }
  } finally {
    spy.mockRestore()
  }
}

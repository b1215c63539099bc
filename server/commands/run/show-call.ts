import { PRELUDE_TYPE, PreludeReader } from '../../lambda/function-url.ts'
import type { FunctionError, LambdaFunction } from '../../lambda/messages.ts'
import type { Runner } from '../../lambda/runner.ts'
import { paintFor } from '../../text/colours.ts'

/** Shows the calls of functions: the log on the error output, the result on the standard output. */
export interface Show {
  /** For the runner. */
  onLog(fn: LambdaFunction, text: string): void
  call(
    runner: Runner,
    fn: LambdaFunction,
    event: string,
    variables: Readonly<Record<string, string | undefined>>,
  ): Promise<FunctionError | undefined>
}

// Characters that a terminal would interpret, or cannot show.
// oxlint-disable-next-line no-control-regex -- they are what is looked for
const BINARY = /[\u0000-\u0008\u000B\u000C\u000E-\u001A\u001C-\u001F\u007F\uFFFD]/g

export function createShow(): Show {
  const grey = paintFor(process.stderr)
  // Streamed text may end without a line break; the log starts on a new line.
  let inLine = false
  let unreadable = 0
  const endLine = () => {
    if (inLine) process.stdout.write('\n')
    inLine = false
  }
  return {
    onLog(_fn, text) {
      endLine()
      const readable = text.replaceAll(BINARY, () => {
        unreadable += 1
        return '\uFFFD'
      })
      process.stderr.write(grey('grey', readable))
    },
    async call(runner, fn, event, variables) {
      unreadable = 0
      const reader = new PreludeReader()
      const { payload, error } = await runner.invoke(fn, {
        event,
        variables,
        onChunk(bytes, contentType) {
          const text = contentType === PRELUDE_TYPE ? reader.read(bytes) : bytes
          if (text === undefined || text.length === 0) return
          process.stdout.write(text)
          inLine = !text.toString().endsWith('\n')
        },
      })
      endLine()
      if (unreadable > 0) {
        process.stderr.write(
          `The log contains ${unreadable} bytes that are not text; they are shown as \uFFFD.\n`,
        )
      }
      const text = payload.toString()
      if (text !== '') process.stdout.write(`${JSON.stringify(JSON.parse(text), undefined, 2)}\n`)
      return error
    },
  }
}

/** The error of a function, as Lambda returns it. */
export interface FunctionError {
  type: string
  message: string
  stack: readonly string[]
}

/** The error in the payload of a failed call: JavaScript has a trace, Python a stackTrace. */
export function errorIn(payload: string): FunctionError | undefined {
  try {
    const { errorType, errorMessage, trace, stackTrace } = JSON.parse(payload) as Record<
      string,
      unknown
    >
    if (typeof errorMessage !== 'string') return undefined
    const stack = [trace, stackTrace].find((one) => Array.isArray(one)) ?? []
    return {
      type: typeof errorType === 'string' ? errorType : 'Error',
      message: errorMessage,
      stack: (stack as unknown[]).filter((line) => typeof line === 'string'),
    }
  } catch {
    return undefined
  }
}

/** The meaning of Lambda's own errors, and what to do. */
export function meaningOf(type: string, timeoutSec: number): string | undefined {
  switch (type) {
    case 'Sandbox.Timedout':
      return `The function timed out after ${timeoutSec} s (Timeout in template.yaml). Lambda stopped it at once, and the next call starts cold. Raise Timeout, or give the Bedrock client a shorter timeout, so that the function can still answer.`
    case 'Runtime.ExitError':
      return 'The process ended before the handler returned: it was stopped, exited or ran out of memory.'
    case 'Function.ResponseSizeTooLarge':
      return 'A response that is not streamed can be 6 MB at most. Stream it, or return a link to it.'
    default:
      return undefined
  }
}

/** The figures of the REPORT line. */
export function reportIn(log: string): Readonly<Record<string, string>> {
  const line = log.split('\n').findLast((one) => one.startsWith('REPORT ')) ?? ''
  return Object.fromEntries(
    line
      .split('\t')
      .slice(1)
      .flatMap((field) => {
        const at = field.indexOf(': ')
        return at === -1 ? [] : [[field.slice(0, at), field.slice(at + 2).trim()]]
      }),
  )
}

/** JSON with line breaks; anything else as it is. */
export function pretty(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2)
  } catch {
    return text
  }
}

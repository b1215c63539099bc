/** The longest time that a line waits. */
const WAIT_MS = 10
const MAX_LENGTH = 8_192

interface Destination {
  write(text: string): unknown
  flush(done?: (error?: Error) => void): void
}

/** Writes lines together, because each write wakes the process that reads them. */
export function writingTogether(to: Destination): Destination {
  let text = ''
  let timer: NodeJS.Timeout | undefined
  const send = () => {
    clearTimeout(timer)
    timer = undefined
    if (text !== '') to.write(text)
    text = ''
  }
  return {
    write(line) {
      text += line
      if (text.length >= MAX_LENGTH) send()
      else timer ??= setTimeout(send, WAIT_MS)
    },
    flush(done) {
      send()
      to.flush(done)
    },
  }
}

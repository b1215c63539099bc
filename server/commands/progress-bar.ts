const WIDTH = 30

/** Draws the bar over the current line of a terminal. */
export function showBar(
  terminal: NodeJS.WriteStream,
  done: number,
  total: number,
  name: string,
): void {
  const filled = total === 0 ? 0 : Math.round((done / total) * WIDTH)
  const bar = '='.repeat(filled).padEnd(WIDTH, ' ')
  terminal.write(`\r\u001B[K[${bar}] ${done}/${total} ${name.slice(0, 60)}`)
}

export const clearBar = (terminal: NodeJS.WriteStream): void => void terminal.write('\r\u001B[K')

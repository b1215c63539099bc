const COLOURS = { red: 31, green: 32, yellow: 33, grey: 90 } as const

/** Colours a text, or leaves it as it is. */
export type Paint = (name: keyof typeof COLOURS, text: string) => string

const painted: Paint = (name, text) => `\u001B[${COLOURS[name]}m${text}\u001B[39m`
const plain: Paint = (_name, text) => text

/** The common convention: FORCE_COLOR, then NO_COLOR, then the terminal's capabilities. */
export function useColours(env: NodeJS.ProcessEnv, isTTY: boolean): boolean {
  const { FORCE_COLOR: forced, NO_COLOR: none, TERM: term } = env
  if (forced !== undefined) return forced !== '0' && forced !== 'false'
  if (none !== undefined && none !== '') return false
  return isTTY && term !== 'dumb'
}

export const paintWith = (colours: boolean): Paint => (colours ? painted : plain)

/** Paints for an output of this process. */
export function paintFor(stream: { isTTY?: boolean }, env: NodeJS.ProcessEnv = process.env): Paint {
  return paintWith(useColours(env, stream.isTTY === true))
}

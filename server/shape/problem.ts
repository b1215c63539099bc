/** A problem in a fixture file, with its location. */
export interface FixtureProblem {
  /** Fixtures with errors are not used; fixtures with warnings are. */
  severity: 'error' | 'warning'
  file: string
  /** Counted from 1. */
  line: number
  column: number
  /** What was found and what was expected. */
  message: string
}

/** `fixtures/hello.yaml:3:5: match.promt is unknown; did you mean "prompt"?` */
export function sentence({ file, line, column, message }: FixtureProblem): string {
  return `${file}:${line}:${column}: ${message}`
}

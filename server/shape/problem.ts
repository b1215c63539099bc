/** Something wrong in a file of the fixtures folder, at its place. */
export interface Problem {
  /** An error keeps the fixture from being used; a warning does not. */
  severity: 'error' | 'warning'
  file: string
  /** Counted from 1. */
  line: number
  column: number
  /** What was found and what was expected. */
  message: string
}

/** `fixtures/hello.yaml:3:5: match.promt is unknown; did you mean "prompt"?` */
export function sentence({ file, line, column, message }: Problem): string {
  return `${file}:${line}:${column}: ${message}`
}

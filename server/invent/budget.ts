import { AwsError } from '../aws/errors.ts'

/** A step takes about 100 ns, so this many take about 50 ms. */
const MAX_STEPS = 500_000
const MAX_BYTES = 1_000_000

const INSTEAD = 'simplify the JSON schema in the request, or answer the request with a fixture.'

/**
 * What one invention may cost. Every loop over a schema counts its steps, even one that makes nothing. Counted steps
 * and not the clock decide, so the same request always gets the same answer.
 */
export class Budget {
  #steps: number
  #bytes: number

  constructor(steps: number = MAX_STEPS, bytes: number = MAX_BYTES) {
    this.#steps = steps
    this.#bytes = bytes
  }

  spend(steps = 1): void {
    this.#steps -= steps
    if (this.#steps < 0)
      throw new AwsError(
        'ValidationException',
        `bedrock-local would need too many steps to invent this answer: ${INSTEAD}`,
      )
  }

  /** Call it before the bytes are made, so that a huge string is never allocated. */
  write(bytes: number): void {
    this.#bytes -= bytes
    if (this.#bytes < 0)
      throw new AwsError(
        'ValidationException',
        `The answer that bedrock-local would invent is too long: ${INSTEAD}`,
      )
  }
}

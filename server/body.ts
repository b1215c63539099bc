import type { IncomingMessage } from 'node:http'
import { AwsError } from './aws/errors.ts'

/** Bedrock takes 25,000,000 bytes. */
const MOST_BYTES = 25_000_000

const tooLarge = () =>
  new AwsError(
    'RequestEntityTooLargeException',
    `The request body exceeds the limit of ${MOST_BYTES} bytes.`,
  )

/**
 * A request's whole body. One that is too large is read to its end and thrown away, up to a bound: a client that is
 * still writing would see a broken connection instead of the error.
 */
export function readBody(
  payload: IncomingMessage,
  done: (error: Error | null, body?: Buffer) => void,
): void {
  const pieces: Buffer[] = []
  let length = 0
  let over = false
  payload.on('data', (piece: Buffer) => {
    length += piece.length
    if (length <= MOST_BYTES) pieces.push(piece)
    else {
      over = true
      pieces.length = 0
      if (length > 8 * MOST_BYTES) payload.destroy()
    }
  })
  payload.once('end', () => {
    if (over) done(tooLarge())
    else done(null, pieces.length === 1 ? pieces[0] : Buffer.concat(pieces))
  })
  payload.once('error', (error) => done(error))
  payload.once('aborted', () =>
    done(new AwsError('ValidationException', 'The request was not sent completely.')),
  )
}

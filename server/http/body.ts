import type { IncomingMessage } from 'node:http'
import { constants } from 'node:http2'
import { AwsError } from '../aws/errors.ts'
import { streamOf } from './connection.ts'

/** Bedrock accepts 25,000,000 bytes. */
const MAX_BYTES = 25_000_000

/** How much of an oversized body is read and discarded. */
const MAX_DISCARDED = 8 * MAX_BYTES

const tooLarge = () =>
  new AwsError(
    'RequestEntityTooLargeException',
    `The request body exceeds the limit of ${MAX_BYTES} bytes.`,
  )

/**
 * Reads a request's whole body. An oversized one is read to its end and discarded, up to a limit: a client that is
 * still writing would see a broken connection instead of the error.
 */
export function readBody(
  payload: IncomingMessage,
  done: (error: Error | null, body?: Buffer) => void,
): void {
  let pieces: Buffer[] | undefined
  let length = 0
  let over = false
  let settled = false
  payload.on('data', (piece: Buffer) => {
    length += piece.length
    if (length > MAX_BYTES) {
      over = true
      pieces = undefined
      if (length > MAX_DISCARDED && !settled) {
        settle(tooLarge())
        setImmediate(stopUpload, payload)
      }
    } else if (pieces === undefined) pieces = [piece]
    else pieces.push(piece)
  })
  const settle = (error: Error | null): void => {
    if (settled) return
    settled = true
    if (error === null) done(null, wholeOf(pieces))
    else done(error)
  }
  payload.on('end', () => settle(over ? tooLarge() : null))
  payload.on('error', settle)
  payload.on('aborted', () =>
    settle(new AwsError('ValidationException', 'The request was not sent completely.')),
  )
}

/** Ends a request that is being answered: HTTP/2 can end one stream, HTTP/1.1 only the connection. */
function stopUpload(payload: IncomingMessage): void {
  const stream = streamOf(payload)
  if (stream === undefined) payload.destroy()
  else stream.close(constants.NGHTTP2_NO_ERROR)
}

const NOTHING = Buffer.alloc(0)

/** Most bodies arrive in one piece, which needs no copy. */
function wholeOf(pieces: Buffer[] | undefined): Buffer {
  const only = pieces?.[0]
  if (pieces === undefined || only === undefined) return NOTHING
  return pieces.length === 1 ? only : Buffer.concat(pieces)
}

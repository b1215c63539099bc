import type { Writable } from 'node:stream'

/** The stream of the global `awslambda`, which the Node.js runtime of Lambda provides for response streaming. */
export interface ResponseStream extends Writable {
  setContentType(type: string): void
}

interface Prelude {
  statusCode: number
  headers?: Record<string, string>
}

type StreamingHandler = (event: unknown, stream: ResponseStream, context: unknown) => Promise<void>

declare global {
  var awslambda: {
    streamifyResponse(handler: StreamingHandler): StreamingHandler
    HttpResponseStream: { from(stream: ResponseStream, prelude: Prelude): ResponseStream }
  }
}

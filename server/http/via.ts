import type { IncomingMessage } from 'node:http'
import { isObject, parseJson } from '../json.ts'

// When another process of this server passes on a request, a header says how the client reached that process.

/** Only another process sends it: what a client sends under this name is dropped. */
export const VIA = 'x-bedrock-local-via'

const versions = new WeakMap<IncomingMessage, 1 | 2>()

/** The value of the header for a request of a client. */
export function viaOf({ httpVersionMajor, socket }: IncomingMessage): string {
  const { remoteAddress, localAddress, localPort } = socket
  const encrypted = 'encrypted' in socket && socket.encrypted === true
  return JSON.stringify({ httpVersionMajor, remoteAddress, localAddress, localPort, encrypted })
}

/** Lets a request that was passed on look as if the client had reached this process. */
export function restoreClient(request: IncomingMessage): void {
  const { headers, rawHeaders } = request
  const via = parseJson(String(headers[VIA] ?? ''))
  if (!isObject(via)) return
  const { httpVersionMajor, ...socket } = via
  versions.set(request, httpVersionMajor === 2 ? 2 : 1)
  Object.defineProperty(request, 'socket', { value: socket })
  Reflect.deleteProperty(headers, VIA)
  rawHeaders.splice(rawHeaders.indexOf(VIA), 2)
}

/** The version of HTTP that the client speaks. */
export const clientVersion = (request: IncomingMessage): '1.1' | '2' =>
  (versions.get(request) ?? request.httpVersionMajor) === 2 ? '2' : '1.1'

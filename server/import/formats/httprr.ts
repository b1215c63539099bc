import type { Headers } from '../../aws/headers.ts'
import type { Item } from '../exchange.ts'
import { dateIn } from '../notation.ts'
import type { Format } from './format.ts'

/** Traces of Go's httprr: `httprr trace v1`, then the lengths of each request and response and their bytes. */
export const httprr: Format = {
  name: 'httprr',
  fits: ({ bytes }) => bytes.subarray(0, 14).toString('latin1') === 'httprr trace v',
  *read({ bytes }) {
    const version = /^httprr trace (v\d+)\r?\n/.exec(bytes.subarray(0, 40).toString('latin1'))
    if (version?.[1] !== 'v1') throw new SyntaxError(`an httprr trace with a version other than v1`)
    let at = version[0].length
    while (at < bytes.length) {
      const line = /^(\d{1,12}) (\d{1,12})\r?\n/.exec(
        bytes.subarray(at, at + 40).toString('latin1'),
      )
      if (line === null) throw new SyntaxError(`the trace is damaged at byte ${at}`)
      const start = at + line[0].length
      const middle = start + Number(line[1])
      const end = middle + Number(line[2])
      if (end > bytes.length) throw new SyntaxError('the trace is cut off')
      yield itemOf(bytes.subarray(start, middle), bytes.subarray(middle, end))
      at = end
      if (bytes[at] === 0x0a) at += 1
    }
  },
}

interface HttpMessage {
  first: string
  headers: Headers
  body: Buffer
}

function itemOf(request: Buffer, response: Buffer): Item {
  const sent = messageOf(request)
  const answered = messageOf(response)
  const [method = 'GET', url = '/'] = sent.first.split(' ')
  const exchange = {
    method,
    url: url.startsWith('/') ? `${hostOf(sent)}${url}` : url,
    requestHeaders: sent.headers,
    requestBody: sent.body.length === 0 ? undefined : sent.body,
    status: Number(answered.first.split(' ')[1] ?? 0),
    headers: answered.headers,
    chunks: [answered.body],
    at: dateIn(answered.headers),
  }
  return { kind: 'exchange', exchange }
}

const find = (headers: Headers, name: string) =>
  headers.find(([header]) => header.toLowerCase() === name)?.[1]

function hostOf({ headers }: HttpMessage): string {
  const host = find(headers, 'host')
  return host === undefined ? '' : `https://${host}`
}

/** Lines end with CR LF on the wire, and with LF if a tool has normalised them. */
function messageOf(bytes: Buffer): HttpMessage {
  const text = bytes.toString('latin1')
  const gap = /\r?\n\r?\n/.exec(text)
  const head = gap === null ? text : text.slice(0, gap.index)
  const [first = '', ...lines] = head.split(/\r?\n/)
  const headers = lines.flatMap((line): [string, string][] => {
    const colon = line.indexOf(':')
    return colon === -1 ? [] : [[line.slice(0, colon).trim(), line.slice(colon + 1).trim()]]
  })
  const body = gap === null ? Buffer.alloc(0) : bytes.subarray(gap.index + gap[0].length)
  const isChunked = /chunked/i.test(find(headers, 'transfer-encoding') ?? '')
  return { first, headers, body: isChunked ? joined(body) : body }
}

/** The body without the lengths of its chunks; the body itself if the tool has already removed them. */
function joined(body: Buffer): Buffer {
  const parts: Buffer[] = []
  for (let at = 0; at < body.length;) {
    const line = /^([0-9a-f]{1,8})(?:;[^\r\n]*)?\r?\n/i.exec(
      body.subarray(at, at + 64).toString('latin1'),
    )
    if (line === null) return body
    const length = Number.parseInt(line[1] ?? '', 16)
    if (length === 0) return Buffer.concat(parts)
    const start = at + line[0].length
    if (start + length > body.length) return body
    parts.push(body.subarray(start, start + length))
    at = start + length
    if (body[at] === 0x0d) at += 1
    if (body[at] === 0x0a) at += 1
  }
  return body
}

import { describe, expect, test } from 'vitest'
import { opensWebSocket } from '../../../server/http/web-sockets.ts'

const opens = (text: string) => opensWebSocket(Buffer.from(text))
const head = (...lines: string[]) => `${lines.join('\r\n')}\r\n\r\n`

describe('the start of a connection', () => {
  test.each([
    head('GET /_lambda/chat/ws HTTP/1.1', 'Host: x', 'Upgrade: websocket'),
    head('GET /_lambda/chat/ws HTTP/1.1', 'UPGRADE:WebSocket ', 'Host: x'),
  ])('is a WebSocket handshake', (text) => {
    expect(opens(text)).toBe(true)
  })

  test.each([
    head('GET /_lambda/chat/ws HTTP/1.1', 'Host: x'),
    head('GET /_lambda/chat/ws HTTP/1.1', 'Upgrade: h2c'),
    head('GET /foundation-models HTTP/1.1', 'Upgrade: websocket'),
    'POST /model/x/converse HTTP/1.1\r\n',
    'G1',
    `GET /_lambda/chat/ws HTTP/1.1\r\nx: ${'y'.repeat(40_000)}`,
  ])('is something else', (text) => {
    expect(opens(text)).toBe(false)
  })

  test.each(['', 'GET', 'GET /_lambda/chat/ws HTTP/1.1\r\nUpgrade: websocket\r\n'])(
    'is too short to identify: %j',
    (text) => {
      expect(opens(text)).toBeUndefined()
    },
  )
})

import { describe, expect, test } from 'vitest'
import { noBoto3, python } from '../support/python.ts'
import { startServer } from '../support/server.ts'

interface Streamed {
  events: string[]
  error: string | null
}

interface Outcome {
  throttled: number
  refused: number
  cutBefore: number
  late: string
  exception: Streamed
  cut: Streamed
  corrupt: Streamed
  stalled: Streamed
}

const to = (prompt: string, fault: object) => ({ match: { prompt }, ...fault })

describe.skipIf(noBoto3 !== undefined)('boto3', () => {
  test('retries what can be retried, raises typed errors, and keeps the events before an error', async () => {
    await using server = await startServer({
      faults: [
        to('throttled twice', { error: 'ThrottlingException', times: 2 }),
        to('refused once', { refuse: true, times: 1 }),
        to('cut once', { cut: true, times: 1 }),
        to('first byte never', { stall: true }),
        to('exception', { error: { type: 'ModelStreamErrorException', afterEvents: 2 } }),
        to('cut stream', { cut: { inEvent: 3 } }),
        to('corrupt', { corrupt: 3 }),
        to('stalled', { stall: { afterEvents: 2 } }),
      ],
    })
    const outcome = await python<Outcome>('faults', server.url)
    const two = ['messageStart', 'contentBlockDelta']
    expect(outcome).toEqual({
      throttled: 2,
      refused: 1,
      cutBefore: 1,
      late: 'ReadTimeoutError',
      exception: { events: two, error: 'modelStreamErrorException' },
      cut: { events: two, error: 'ProtocolError' },
      corrupt: { events: two, error: 'ChecksumMismatch' },
      stalled: { events: two, error: 'ReadTimeoutError' },
    })
    const throttled = server.journal.list({ prompt: 'throttled twice' })
    expect(throttled.map(({ source, status }) => [source, status])).toEqual([
      ['fault', 429],
      ['fault', 429],
      ['invented', 200],
    ])
  })
})

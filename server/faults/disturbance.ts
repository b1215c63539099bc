import { member, whole } from '../shape/shape.ts'
import type { ObjectShape, Shape } from '../shape/shape.ts'

/** Where a stream breaks: after a number of events, or in the middle of one. */
export interface BreakPoint {
  afterEvents?: number
  inEvent?: number
}

/** A disturbance while the answer is sent, as written in rules and fixtures. */
export interface WrittenDisturbance {
  refuse?: boolean
  cut?: boolean | BreakPoint
  reset?: boolean | BreakPoint
  stall?: boolean | { afterEvents?: number; forMs?: number }
  corrupt?: number
  delayMs?: number
  betweenMs?: number
  byteMs?: number
}

const MAX_MS = 3_600_000
const ms: Shape = { kind: 'number', min: 0, max: MAX_MS }
const yes: Shape = { kind: 'boolean' }

const breakPoint: Shape = {
  kind: 'either',
  of: [
    yes,
    {
      kind: 'object',
      union: true,
      members: {
        afterEvents: member(whole(0), 'After so many events.'),
        inEvent: member(whole(1), 'In the middle of this event.'),
      },
    },
  ],
}

/** Separate from `fault`, because fixtures have these members too. */
export const disturbances: ObjectShape = {
  kind: 'object',
  members: {
    delayMs: member(ms, 'Milliseconds before the first byte, headers included.'),
    betweenMs: member(ms, 'Milliseconds between the events of a stream.'),
    byteMs: member(ms, 'Milliseconds for each byte: the answer comes byte by byte.'),
    stall: member(
      {
        kind: 'either',
        of: [
          yes,
          {
            kind: 'object',
            members: {
              afterEvents: member(whole(0), 'Silence after so many events.'),
              forMs: member(ms, 'Then it goes on; for ever when left out.'),
            },
          },
        ],
      },
      'true: the first byte never comes. Or silence in mid-stream.',
    ),
    cut: member(breakPoint, 'true: the connection is cut before any byte. Or in mid-stream.'),
    reset: member(breakPoint, 'The same by a TCP reset (RST).'),
    refuse: member(yes, 'true: the connection is reset before the answer.'),
    corrupt: member(whole(1), 'The checksum of this event of a stream is wrong.'),
  },
}

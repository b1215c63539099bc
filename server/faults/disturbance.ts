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
        afterEvents: member(whole(0), 'The number of events sent before the break.'),
        inEvent: member(whole(1), 'The event that is sent only in part.'),
      },
    },
  ],
}

/** Separate from `fault`, because fixtures have these members too. */
export const disturbances: ObjectShape = {
  kind: 'object',
  members: {
    delayMs: member(ms, 'A delay before the first byte, headers included, in milliseconds.'),
    betweenMs: member(ms, 'A delay between the events of a stream, in milliseconds.'),
    byteMs: member(
      ms,
      'Sends the answer byte by byte, with this delay between bytes, in milliseconds.',
    ),
    stall: member(
      {
        kind: 'either',
        of: [
          yes,
          {
            kind: 'object',
            members: {
              afterEvents: member(whole(0), 'The number of events sent before the pause.'),
              forMs: member(ms, 'The length of the pause in milliseconds. Default: it never ends.'),
            },
          },
        ],
      },
      'true: the first byte never arrives. An object: the stream pauses.',
    ),
    cut: member(
      breakPoint,
      'true: the connection is closed before the first byte. An object: in the middle of the stream.',
    ),
    reset: member(breakPoint, 'Like cut, but with a TCP reset (RST).'),
    refuse: member(yes, 'true: the connection is reset before the answer.'),
    corrupt: member(
      whole(1),
      'The number of the stream event to corrupt, with a wrong checksum or broken JSON.',
    ),
  },
}

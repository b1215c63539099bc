import type { Framing } from '../framing/framing.ts'

/** Frames, or a plain body as one frame that still announces its length, and when they are due. */
export interface Plan {
  frames: Buffer[]
  atMs: number[]
}

/** The frames with one of them damaged, counted from 1. */
export function damaged(frames: readonly Buffer[], which: number, framing: Framing): Buffer[] {
  return frames.map((frame, at) => (at === which - 1 ? framing.damage(frame) : frame))
}

// A timer that is due later sends all that is due by then; beyond this many pieces an answer is only memory.
const MAX_PIECES = 65_536

/** Every byte for itself; in a large body, every few bytes. */
export function byByte({ frames, atMs }: Plan, byteMs: number): Plan {
  const total = frames.reduce((sum, frame) => sum + frame.length, 0)
  const grain = Math.max(1, Math.ceil(total / MAX_PIECES))
  const plan: Plan = { frames: [], atMs: [] }
  let due = 0
  for (const [index, frame] of frames.entries()) {
    due = Math.max(due, atMs[index] ?? 0)
    for (let at = 0; at < frame.length; at += grain) {
      const piece = frame.subarray(at, at + grain)
      due += piece.length * byteMs
      plan.frames.push(piece)
      plan.atMs.push(due)
    }
  }
  return plan
}

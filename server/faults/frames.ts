import type { Framing } from '../framing/framing.ts'

/** Frames and when they are due. A plain body is one frame and still announces its length. */
export interface FramePlan {
  frames: Buffer[]
  atMs: number[]
}

/** Corrupts one frame, counted from 1. */
export function damaged(frames: readonly Buffer[], which: number, framing: Framing): Buffer[] {
  return frames.map((frame, at) => (at === which - 1 ? framing.damage(frame) : frame))
}

// Timers send everything that is due, so more pieces than this would only cost memory.
const MAX_PIECES = 65_536

/** Splits a body into single bytes, or a few bytes each if it is large. */
export function byByte({ frames, atMs }: FramePlan, byteMs: number): FramePlan {
  const total = frames.reduce((sum, frame) => sum + frame.length, 0)
  const grain = Math.max(1, Math.ceil(total / MAX_PIECES))
  const plan: FramePlan = { frames: [], atMs: [] }
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

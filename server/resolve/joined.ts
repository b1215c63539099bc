import type { Answer } from '../bedrock/answer.ts'

/** An answer that arrives in deltas, once it is complete. */
export async function joined(answer: Answer & { kind: 'deltas' }): Promise<Answer> {
  const { deltas, arrived, kind: _kind, ...rest } = answer
  const pieces = deltas[Symbol.asyncIterator]()
  // oxlint-disable-next-line no-await-in-loop -- one after the other
  while ((await pieces.next()).done !== true);
  if (arrived.message === undefined) throw new Error('an answer ended without a message')
  return { ...rest, kind: 'reply', reply: arrived.message, pace: { kind: 'instant' } }
}

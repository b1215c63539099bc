import { expect } from 'vitest'
import type { Answer } from '../../server/bedrock/answer.ts'
import type { Call } from '../../server/bedrock/types.ts'
import { fixtureFolder } from './fixture-folder.ts'
import { openStore, played } from './fixture-store.ts'
import type { OpenStore } from './fixture-store.ts'

/** A store with one fixture. */
export function storeOf(yaml: string, options = {}) {
  const folder = fixtureFolder({ 'f.yaml': yaml })
  const store = openStore([folder], options)
  expect(store.problems).toEqual([])
  return Object.assign(store, {
    [Symbol.dispose]() {
      store.close()
      folder.remove()
    },
  })
}

export function ask(store: OpenStore, call: Call): Answer {
  const answer = played(store, call)
  if (answer === undefined) throw new Error('nothing answers')
  return answer
}

/** The text of a message, the name of an error, or the kind of another reply. */
export function textOf(answer: Answer): string {
  if (answer.kind === 'error') return answer.error.name
  const reply = answer.kind === 'reply' ? answer.reply : undefined
  return reply?.kind === 'message'
    ? reply.content.map((block) => block.text ?? '').join('|')
    : String(reply?.kind)
}

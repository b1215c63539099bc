import { readdirSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import type { LambdaFunction } from '../lambda/messages.ts'
import type { Functions } from '../lambda/functions.ts'
import { messageOf } from '../text/error-message.ts'

const LOOK_MS = 1_000

/**
 * Calls back after functions or their code have changed; returns a function that stops it. Functions are looked up on
 * every call instead of being watched, so this looks at them too, while there are subscribers.
 */
export function followFunctions(functions: Functions, changed: () => void): () => void {
  let before = stateOf(functions)
  const timer = setInterval(() => {
    const now = stateOf(functions)
    if (now === before) return
    before = now
    changed()
  }, LOOK_MS).unref()
  return () => clearInterval(timer)
}

function stateOf(functions: Functions): string {
  try {
    return JSON.stringify(functions.list().map((fn) => [fn, stampsIn(fn)]))
  } catch (thrown) {
    return messageOf(thrown)
  }
}

/** When the files of a function were last written, and its sample events. */
function stampsIn({ entry, root }: LambdaFunction): unknown {
  const folder = entry === undefined ? root : dirname(entry)
  return [folder, `${folder}/events`].map((one) => {
    try {
      return readdirSync(one).map((name) => [name, statSync(`${one}/${name}`).mtimeMs])
    } catch {
      // It has no events, or has just been removed.
      return []
    }
  })
}

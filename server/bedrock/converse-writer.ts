import type { Target } from '../dialects/dialect.ts'
import { argumentsOf } from '../dialects/parts/stream-pieces.ts'
import { callReader } from '../dialects/parts/text-writer.ts'
import { isObject } from '../json.ts'
import type { JsonObject } from '../json.ts'
import { habitsOf } from '../models/habits.ts'
import { joiner } from '../neutral/delta.ts'
import type { Delta } from '../neutral/delta.ts'
import { bodyOf, event } from './converse-events.ts'
import { callIds, metadata, stopOf } from './converse.ts'
import type { DraftEvent, EventWriter } from './draft.ts'
import type { Call } from './types.ts'

/** Writes the events of a ConverseStream while the answer arrives. */
export function writeArriving(to: Target, call: Call): EventWriter {
  const { family } = call.model()
  const { cutsArguments: inPieces = false, emptyFirstBlock: leads = false } = habitsOf(family)
  const ids = callIds(to, call)
  const calls = callReader()
  // Only additionalModelResponseFieldPaths needs the whole message.
  const wanted = isObject(call.body) && call.body['additionalModelResponseFieldPaths'] !== undefined
  const joined = wanted ? joiner() : undefined
  let next = 0
  let open: { index: number; at: number } | undefined

  const close = (): DraftEvent[] => {
    if (open === undefined) return []
    const { index: contentBlockIndex } = open
    open = undefined
    return [event('contentBlockStop', { contentBlockIndex })]
  }
  const start = (at: number, begin?: JsonObject): DraftEvent[] => {
    if (open?.at === at) return []
    const closed = close()
    const contentBlockIndex = next++
    open = { index: contentBlockIndex, at }
    if (begin === undefined) return closed
    return [...closed, event('contentBlockStart', { contentBlockIndex, start: begin })]
  }
  const piece = (delta: JsonObject, tokens = 0): DraftEvent =>
    event('contentBlockDelta', { contentBlockIndex: open?.index ?? 0, delta }, tokens)
  const thought = (at: number, content: JsonObject, tokens = 0): DraftEvent[] => {
    const lead = leads && next === 0 ? [...start(-1), piece({ text: '' })] : []
    return [...lead, ...start(at), piece({ reasoningContent: content }, tokens)]
  }

  const events = (delta: Delta): DraftEvent[] => {
    switch (delta.type) {
      case 'begin':
        return [event('messageStart', { role: 'assistant' })]
      case 'text':
        return [...start(delta.index), piece({ text: delta.text }, delta.tokens)]
      case 'reasoning':
        return thought(delta.index, { text: delta.text }, delta.tokens)
      case 'signature':
        return thought(delta.index, { signature: delta.signature })
      case 'call': {
        const { index, toolUseId, name, toolType: type } = delta
        const { toolUse } = ids({ toolUseId, name, input: {}, ...(type && { type }) })
        const { input: _none, ...begin } = toolUse
        const begun = start(index, { toolUse: begin })
        return inPieces ? [...begun, piece({ toolUse: { input: '' } })] : begun
      }
      case 'arguments': {
        const { json, tokens } = delta
        const isEmpty = json === '' || json === '{}'
        return inPieces && !isEmpty ? [piece({ toolUse: { input: json } }, tokens)] : []
      }
      case 'block': {
        const { start: begin, deltas } = bodyOf(delta.block, to, call)
        const begun = start(delta.index, begin)
        return [...begun, ...deltas.map((each) => piece(each.delta, each.tokens))]
      }
      case 'stop': {
        joined?.add(delta)
        return [
          ...close(),
          event('messageStop', stopOf(joined?.message() ?? whole(delta), to, call)),
          event('metadata', metadata(whole(delta), to, call)),
        ]
      }
    }
  }
  return {
    headers: [],
    write(delta) {
      const ended = calls(delta)
      if (delta.type !== 'stop') joined?.add(delta)
      const all =
        inPieces || ended === undefined
          ? []
          : [piece({ toolUse: { input: argumentsOf(ended.toolUse) } }, ended.tokens)]
      return [...all, ...events(delta)]
    },
  }
}

const whole = (stop: Extract<Delta, { type: 'stop' }>) => ({
  ...stop,
  kind: 'message' as const,
  content: [],
})

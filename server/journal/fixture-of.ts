import { isErrorName } from '../aws/errors.ts'
import { operations, others } from '../bedrock/operations.ts'
import type { Block } from '../neutral/prompt.ts'
import type { Message, Reply } from '../neutral/reply.ts'
import { isObject, parseJson } from '../json.ts'
import type { WrittenAnswer, WrittenFixture } from '../fixtures/fixture.ts'
import type { Match } from '../matching/match.ts'
import { isTemplate } from '../fixtures/template.ts'
import type { RequestSummary, Exchange } from './types.ts'
import type { Operation } from '../bedrock/types.ts'
import type { TextMatch } from '../matching/text.ts'

/** A fixture, and its images in base64, which are stored next to it. */
export interface FixtureWithImages {
  fixture: WrittenFixture
  images: readonly string[]
}

/**
 * The fixture for an exchange, as a person would write it. It does not match the system prompt, which is long and changes
 * often. Throws an Error that explains why there is none.
 */
export function fixtureOf(exchange: Exchange): FixtureWithImages {
  const cannot = (why: string) => new Error(`The exchange ${exchange.id} cannot be saved: ${why}.`)
  const { error, reply, status, response } = exchange
  if (error?.name === 'FixtureNotFoundException')
    throw cannot('no fixture matched it, so it has no answer')
  if (error !== undefined && isErrorName(error.name)) {
    const { name: type, message } = error
    return { fixture: { match: matchOf(exchange), error: { type, message } }, images: [] }
  }
  if (exchange.ended !== 'complete') throw cannot(`its answer is incomplete (${exchange.ended})`)
  if (status >= 400) throw cannot(`its answer is a service error (${status})`)
  if (isTemplate(reply))
    throw cannot('its text contains a template in double braces, which a fixture would fill in')
  if (reply?.kind === 'images')
    return { fixture: { match: matchOf(exchange) }, images: reply.images }
  const answer = reply === undefined ? undefined : answerOf(reply)
  if (answer !== undefined) return { fixture: { match: matchOf(exchange), answer }, images: [] }
  if (response.clipped) throw cannot('its answer was clipped; raise --journal-clip')
  const native = parseJson(response.text)
  if (native === undefined) throw cannot('its answer could not be parsed')
  const { name } = operationOf(exchange)
  return {
    fixture: { match: { ...matchOf(exchange), operation: name }, answer: { native } },
    images: [],
  }
}

/** The same fixture for calls with this exchange's system prompt only. */
export function withSystem(fixture: WrittenFixture, { asked, request }: Exchange): WrittenFixture {
  const system = asked?.system ?? ''
  if (system === '') return fixture
  return { ...fixture, match: { ...fixture.match, system: textMatch(system, request.clipped) } }
}

/** Fixtures answer operations that the server does not support, too, unless both sides stream. */
const answerable = [...operations, ...others.filter(({ duplex }) => duplex !== true)]

function operationOf({ operation }: Exchange): Operation {
  const row = answerable.find(({ name }) => name === operation)
  if (row === undefined)
    throw new Error(`${operation} is not supported, so no fixture can answer it.`)
  return row
}

function matchOf(exchange: Exchange): Match {
  const { model, asked, request } = exchange
  const { group } = operationOf(exchange)
  const siblings = answerable.filter((row) => row.group === group).map(({ name }) => name)
  const id = model?.profile ?? model?.foundation ?? model?.sent
  const body = parseJson(request.text)
  return {
    operation: siblings.length === 1 ? exchange.operation : siblings,
    ...(id !== undefined && { model: id }),
    ...(asked === undefined
      ? isObject(body) && Object.keys(body).length > 0 && { body }
      : matchSummary(asked, request.clipped)),
  }
}

function matchSummary({ prompt, toolResults, turn }: RequestSummary, clipped: boolean): Match {
  const [result] = toolResults
  return {
    ...(prompt !== '' && { prompt: textMatch(prompt, clipped) }),
    ...(prompt === '' && result !== undefined && result !== '' && { toolResult: { name: result } }),
    ...(turn > 1 && { turn }),
  }
}

// Redacted text would not match when the same request comes again.
const REPLACED =
  /\[(?:access key id|Bedrock API key|session token|secret access key|signature|key|secret|redacted)\]|123456789012/

/** The beginning of a long prompt is enough. */
const LONG = 1_000

function textMatch(prompt: string, clipped: boolean): TextMatch {
  if (!clipped && !REPLACED.test(prompt)) return { equals: prompt }
  const parts = prompt
    .slice(0, LONG)
    .split(REPLACED)
    .filter((part) => part.trim() !== '')
  return parts.length === 0 ? {} : { contains: parts }
}

function answerOf(reply: Reply): WrittenAnswer | undefined {
  switch (reply.kind) {
    case 'message':
      return messageAnswer(reply)
    case 'embeddings': {
      const [only] = reply.vectors
      return reply.vectors.length === 1 && only !== undefined
        ? { embedding: only }
        : { embeddings: reply.vectors }
    }
    case 'ranking':
      return { ranking: reply.results }
    case 'native':
      return { native: reply.body }
    case 'images':
    case 'output':
      return undefined
  }
}

function messageAnswer({
  content,
  stopReason,
  stopSequence,
  usage,
  latencyMs,
  extra,
}: Message): WrittenAnswer {
  const [only] = content
  const text = content.length === 1 ? only?.text : undefined
  const calls = content.some(({ toolUse }) => toolUse !== undefined)
  const isImplied = stopSequence !== undefined || stopReason === (calls ? 'tool_use' : 'end_turn')
  return {
    ...(text === undefined ? { content: content.map(withoutId) } : { text }),
    ...(!isImplied && { stopReason }),
    ...(stopSequence !== undefined && { stopSequence }),
    usage,
    ...(latencyMs > 0 && { latencyMs }),
    ...extra,
  }
}

/** Ids are generated for each answer, because clients treat equal ids as one. */
function withoutId(block: Block): Block {
  if (block.toolUse === undefined || block.toolUse.type === 'server_tool_use') return block
  const { toolUseId: _id, ...toolUse } = block.toolUse
  return { toolUse: toolUse as NonNullable<Block['toolUse']> }
}

import { isObject } from '../../json.ts'
import type { Json, JsonObject } from '../../json.ts'
import { objectOf, textOf } from '../../json-fields.ts'
import {
  at,
  blocksOf,
  firstMessage,
  messageContent,
  structuresOf,
  usesTools,
} from './conversation.ts'
import type { ConversationCheck } from './conversation.ts'

const noObject = (where: string): string =>
  `The format of the value at ${where} is invalid. Provide a json object for the field and try again.`

const schemas: ConversationCheck = ({ body }) => {
  const tools = structuresOf(objectOf(body['toolConfig'])['tools'])
  const wrong = tools.findIndex(({ toolSpec }) => {
    const schema = objectOf(objectOf(toolSpec)['inputSchema'])['json']
    return isObject(toolSpec) && schema !== undefined && !isObject(schema)
  })
  return wrong === -1 ? undefined : noObject(`toolConfig.tools.${wrong}.toolSpec.inputSchema.json`)
}

/** Also applies to schemas without a type. */
const objects: ConversationCheck = ({ body }) => {
  const tools = structuresOf(objectOf(body['toolConfig'])['tools'])
  const wrong = tools.findIndex(({ toolSpec }) => {
    const schema = objectOf(objectOf(toolSpec)['inputSchema'])['json']
    return isObject(schema) && schema['type'] !== 'object'
  })
  return wrong === -1
    ? undefined
    : `The value at toolConfig.tools.${wrong}.toolSpec.inputSchema.json.type must be one of the following: object.`
}

const inputs: ConversationCheck = (conversation) => {
  const wrong = blocksOf(conversation, 'toolUse').find(
    ({ value }) => !isObject(objectOf(value)['input']),
  )
  return wrong && noObject(`${at(wrong)}.toolUse.input`)
}

const results: ConversationCheck = (conversation) => {
  for (const placed of blocksOf(conversation, 'toolResult')) {
    const wrong = messageContent(objectOf(placed.value)).findIndex(
      ({ json }) => json !== undefined && json !== null && (!isObject(json) || namesType(json)),
    )
    if (wrong !== -1) return noObject(`${at(placed)}.toolResult.content.${wrong}.json`)
  }
  return undefined
}

/** AWS's serialization reserves `__type` at any depth. Iterative, because documents may be nested deeply. */
function namesType(document: JsonObject): boolean {
  const queue: Json[] = [document]
  for (let value = queue.pop(); value !== undefined; value = queue.pop()) {
    if (typeof value !== 'object' || value === null) continue
    if (!Array.isArray(value) && Object.hasOwn(value, '__type')) return true
    for (const inner of Object.values(value)) queue.push(inner)
  }
  return false
}

const configured: ConversationCheck = ({ body, blocks }) =>
  isObject(body['toolConfig']) || !(blocks.has('toolUse') || blocks.has('toolResult'))
    ? undefined
    : 'The toolConfig field must be defined when using toolUse and toolResult content blocks.'

interface Turn {
  role: Json | undefined
  first: number
  uses: string[]
  results: string[]
}

/** Messages of one role in a row count as one turn: parallel results come in several messages. */
function turnsOf(messages: readonly JsonObject[]): Turn[] {
  const turns: Turn[] = []
  for (const [index, message] of messages.entries()) {
    let turn = turns.at(-1)
    if (turn === undefined || turn.role !== message['role']) {
      turn = { role: message['role'], first: index, uses: [], results: [] }
      turns.push(turn)
    }
    for (const { toolUse, toolResult } of messageContent(message)) {
      // Tools run by the service have their result in the same message.
      if (isObject(toolUse) && toolUse['type'] !== 'server_tool_use') {
        turn.uses.push(textOf(toolUse['toolUseId']))
      }
      if (isObject(toolResult)) turn.results.push(textOf(toolResult['toolUseId']))
    }
  }
  return turns
}

const pairs: ConversationCheck = ({ blocks, messages }) => {
  if (!blocks.has('toolUse') && !blocks.has('toolResult')) return undefined
  const turns = turnsOf(messages)
  for (const [index, { role, first, results: given }] of turns.entries()) {
    if (role !== 'user') continue
    const uses = turns[index - 1]?.uses ?? []
    if (given.length > uses.length) {
      return `The number of toolResult blocks at messages.${first}.content exceeds the number of toolUse blocks of previous turn.`
    }
    const missing = uses.filter((id) => !given.includes(id))
    if (missing.length > 0) {
      return `Expected toolResult blocks at messages.${first}.content for the following Ids: ${missing.join(', ')}`
    }
  }
  return undefined
}

const checks: readonly ConversationCheck[] = [schemas, objects, inputs, results, configured, pairs]

export const tools: ConversationCheck = (conversation) =>
  usesTools(conversation) ? firstMessage(checks, conversation) : undefined

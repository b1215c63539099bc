import { STOPS, untag } from '../../../dialects/openai/answer.ts'
import { toolCallsOf, inputOf } from '../../../dialects/openai/request.ts'
import { given, listOf, numberOf, objectOf, objectsOf, stringOf } from '../../../json-fields.ts'
import { isObject, parseJson } from '../../../json.ts'
import type { Json, JsonObject } from '../../../json.ts'
import type { Block } from '../../../neutral/prompt.ts'
import type { Message, Usage } from '../../../neutral/reply.ts'

/** The parts of one answer, or of all its chunks. */
interface MessageParts {
  content: string
  thought: string
  refusal: string
  calls: Block[]
  finish: string | undefined
}

/** A recorded chat.completion; of several choices, the first. */
export function parse(body: Json): Message {
  const { choices, usage } = objectOf(body)
  const choice = objectOf(listOf(choices)[0])
  const message = objectOf(choice['message'])
  const calls = toolCallsOf(message['tool_calls'])
  return messageOf({ ...textsOf(message), calls, finish: finishOf(choice) }, objectOf(usage))
}

/** Recorded chunks. The mark at the end is no JSON. */
export function join(events: readonly { payload: string }[]): Message {
  const parts: MessageParts = {
    content: '',
    thought: '',
    refusal: '',
    calls: [],
    finish: undefined,
  }
  const calls: { id: string; name: string; args: string }[] = []
  let usage: JsonObject = {}
  for (const { payload } of events) {
    const chunk = objectOf(parseJson(payload))
    if (isObject(chunk['usage'])) usage = chunk['usage']
    const choice = objectsOf(chunk['choices']).find(({ index }) => (numberOf(index) ?? 0) === 0)
    if (choice === undefined) continue
    const delta = objectOf(choice['delta'])
    const { content, thought, refusal } = textsOf(delta)
    parts.content += content
    parts.thought += thought
    parts.refusal += refusal
    parts.finish = finishOf(choice) ?? parts.finish
    for (const part of objectsOf(delta['tool_calls'])) joinCall(calls, part)
  }
  parts.calls = calls.map(({ id, name, args }) => ({
    toolUse: { toolUseId: id, name, input: inputOf(args) },
  }))
  return messageOf(parts, usage)
}

function textsOf(from: JsonObject): Pick<MessageParts, 'content' | 'thought' | 'refusal'> {
  const thought = stringOf(from['reasoning']) ?? stringOf(from['reasoning_content']) ?? ''
  return {
    content: stringOf(from['content']) ?? '',
    thought,
    refusal: stringOf(from['refusal']) ?? '',
  }
}

const finishOf = (choice: JsonObject) => stringOf(choice['finish_reason'])

function joinCall(calls: { id: string; name: string; args: string }[], part: JsonObject): void {
  const { name, arguments: args } = objectOf(part['function'])
  const call = (calls[numberOf(part['index']) ?? calls.length] ??= { id: '', name: '', args: '' })
  call.id ||= stringOf(part['id']) ?? ''
  call.name ||= stringOf(name) ?? ''
  call.args += stringOf(args) ?? ''
}

function messageOf(
  { content, thought, refusal, calls, finish }: MessageParts,
  usage: JsonObject,
): Message {
  const inside = untag(content)
  const thoughts = thought + inside.thought
  const text = inside.text + refusal
  return {
    kind: 'message',
    content: [
      ...(thoughts === '' ? [] : [{ reasoningContent: { reasoningText: { text: thoughts } } }]),
      ...(text === '' ? [] : [{ text }]),
      ...calls,
    ],
    stopReason: refusal === '' ? (STOPS[finish ?? 'stop'] ?? 'end_turn') : 'content_filtered',
    usage: usageIn(usage),
    latencyMs: 0,
  }
}

/** OpenAI's prompt tokens include cached tokens, those of the neutral form do not. */
function usageIn(usage: JsonObject): Usage {
  const read = numberOf(objectOf(usage['prompt_tokens_details'])['cached_tokens'])
  const { reasoning_tokens } = objectOf(usage['completion_tokens_details'])
  return {
    inputTokens: (numberOf(usage['prompt_tokens']) ?? 0) - (read ?? 0),
    outputTokens: numberOf(usage['completion_tokens']) ?? 0,
    ...given({ cacheReadInputTokens: read, reasoningTokens: numberOf(reasoning_tokens) }),
  }
}

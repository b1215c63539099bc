import { ConverseCommand } from '@aws-sdk/client-bedrock-runtime'
import type { ContentBlock, Message, ToolUseBlock } from '@aws-sdk/client-bedrock-runtime'
import { errorResponse, json, textOf } from '../responses.ts'
import type { HttpResponse } from '../responses.ts'
import { bedrockRuntime } from '../client.ts'
import { readPrompts } from '../event.ts'
import { log } from '../log.ts'
import { inferenceSettings, textSetting } from '../settings.ts'
import { getWeather, weatherTool } from './weather.ts'
import type { Weather } from './weather.ts'

const modelId = textSetting('MODEL_ID', 'us.amazon.nova-lite-v1:0')
const inferenceConfig = inferenceSettings({ maxTokens: 512, temperature: 0.2, topP: 0.9 })
const bedrock = bedrockRuntime()

const DEFAULT_PROMPT = 'What is the weather in Lisbon right now?'
// Limits the cost when a model keeps asking for tools.
const MAX_MODEL_CALLS = 8

interface ToolCall {
  name: string
  input: unknown
  result: Weather | { error: string }
}

/** A conversation in which the model can look up the weather before it answers. */
export async function handler(event: unknown): Promise<HttpResponse> {
  try {
    const messages: Message[] = []
    const toolCalls: ToolCall[] = []
    let reply = ''
    for (const prompt of readPrompts(event, DEFAULT_PROMPT)) {
      log.info('Calling the model', {
        modelId,
        promptLength: prompt.length,
        messages: messages.length,
      })
      messages.push({ role: 'user', content: [{ text: prompt }] })
      reply = await converse(messages, toolCalls)
    }
    return json(200, { reply, toolCalls })
  } catch (error) {
    return errorResponse(error)
  }
}

/** Calls the model until it answers. Each tool call and its result are appended to the conversation. */
async function converse(messages: Message[], toolCalls: ToolCall[]): Promise<string> {
  for (let call = 0; call < MAX_MODEL_CALLS; call += 1) {
    const { output, stopReason } = await bedrock.send(
      new ConverseCommand({
        modelId,
        messages,
        toolConfig: { tools: [weatherTool] },
        inferenceConfig,
      }),
    )
    const message = output?.message ?? { role: 'assistant', content: [] }
    messages.push(message)
    if (stopReason !== 'tool_use') return textOf(message.content)
    messages.push({ role: 'user', content: toolResults(message.content ?? [], toolCalls) })
  }
  throw new Error(`The model still asked for tools after ${MAX_MODEL_CALLS} calls`)
}

function toolResults(content: ContentBlock[], toolCalls: ToolCall[]): ContentBlock[] {
  return content
    .map((block) => block.toolUse)
    .filter((toolUse) => toolUse !== undefined)
    .map((toolUse) => runTool(toolUse, toolCalls))
}

function runTool(toolUse: ToolUseBlock, toolCalls: ToolCall[]): ContentBlock {
  const { toolUseId, name = '', input } = toolUse
  log.info('Tool called', { name })
  try {
    const result = getWeather(toolUse)
    toolCalls.push({ name, input, result })
    return { toolResult: { toolUseId, content: [{ json: { ...result } }] } }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    toolCalls.push({ name, input, result: { error: reason } })
    return { toolResult: { toolUseId, status: 'error', content: [{ text: reason }] } }
  }
}

import { ConverseCommand } from '@aws-sdk/client-bedrock-runtime'
import type { Message } from '@aws-sdk/client-bedrock-runtime'
import { bedrockRuntime } from '../client.ts'
import { optionalText, readFields, readPromptRequest } from '../event.ts'
import { log } from '../log.ts'
import { errorResponse, json, textOf } from '../responses.ts'
import type { HttpResponse } from '../responses.ts'
import { inferenceSettings, numberSetting, textSetting } from '../settings.ts'
import { overflow, readHistory } from './history.ts'
import type { History, Turn } from './history.ts'
import { Conflict, openStore } from './store.ts'

const defaultModel = textSetting('MODEL_ID', 'amazon.nova-lite-v1:0')
const maxTurns = numberSetting('MAX_TURNS', 4, { min: 1, max: 50, integer: true })
const inferenceConfig = inferenceSettings({ maxTokens: 256, temperature: 0.2 })
const bedrock = bedrockRuntime()
const store = openStore()

const DEFAULT_PROMPT = 'My name is Ada and I like lighthouses.'
const SUMMARIZE =
  'Summarize the conversation in at most 100 words. Keep names, numbers, decisions and open questions.'

/**
 * A chat that remembers. With a `conversationId` the function keeps the history; without one it returns the history,
 * and the caller sends it back with the next prompt.
 */
export async function handler(event: unknown): Promise<HttpResponse> {
  try {
    const fields = readFields(event)
    const { prompt, modelId = defaultModel } = readPromptRequest(event, DEFAULT_PROMPT)
    const conversationId = optionalText(fields, 'conversationId')
    if (conversationId === undefined) {
      const history = readHistory(fields['history'], maxTurns)
      return json(200, await reply(modelId, prompt, history))
    }
    const stored = await store.load(conversationId)
    const answer = await reply(modelId, prompt, stored.history)
    await store.save(conversationId, { ...stored, history: answer.history })
    const { summary, turns } = answer.history
    return json(200, { reply: answer.reply, conversationId, turns: turns.length, summary })
  } catch (error) {
    if (!(error instanceof Conflict)) return errorResponse(error)
    return json(409, {
      error: 'The conversation has changed in the meantime. Send the prompt again.',
    })
  }
}

async function reply(modelId: string, prompt: string, { summary, turns }: History) {
  log.info('Calling the model', { modelId, promptLength: prompt.length, turns: turns.length })
  const assistant = await converse(
    modelId,
    [...messagesOf(turns), { role: 'user', content: [{ text: prompt }] }],
    summary === '' ? undefined : `Summary of the conversation so far:\n${summary}`,
  )
  // An empty message cannot be sent back to the model.
  const all = assistant === '' ? turns : [...turns, { user: prompt, assistant }]
  const { old, recent } = overflow(all, maxTurns)
  const history = {
    summary: old.length === 0 ? summary : await summarize(modelId, summary, old),
    turns: recent,
  }
  return { reply: assistant, history }
}

async function summarize(modelId: string, summary: string, old: Turn[]): Promise<string> {
  log.info('Summarizing', { modelId, turns: old.length })
  const lines = old.map(({ user, assistant }) => `User: ${user}\nAssistant: ${assistant}`)
  const text = [summary === '' ? '' : `Earlier: ${summary}`, ...lines].join('\n').trim()
  return converse(modelId, [{ role: 'user', content: [{ text }] }], SUMMARIZE)
}

async function converse(modelId: string, messages: Message[], system?: string): Promise<string> {
  const { output } = await bedrock.send(
    new ConverseCommand({
      modelId,
      messages,
      ...(system !== undefined && { system: [{ text: system }] }),
      inferenceConfig,
    }),
  )
  return textOf(output?.message?.content)
}

function messagesOf(turns: readonly Turn[]): Message[] {
  return turns.flatMap(({ user, assistant }): Message[] => [
    { role: 'user', content: [{ text: user }] },
    { role: 'assistant', content: [{ text: assistant }] },
  ])
}

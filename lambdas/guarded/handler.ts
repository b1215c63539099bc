import { ConverseCommand } from '@aws-sdk/client-bedrock-runtime'
import { bedrockRuntime } from '../client.ts'
import { readPromptRequest } from '../event.ts'
import { log } from '../log.ts'
import { errorResponse, json, textOf } from '../responses.ts'
import type { HttpResponse } from '../responses.ts'
import { inferenceSettings, textSetting } from '../settings.ts'
import { verdictOf } from './verdict.ts'

const defaultModel = textSetting('MODEL_ID', 'amazon.nova-lite-v1:0')
const guardrailIdentifier = textSetting('GUARDRAIL_ID', 'supportbot01')
const guardrailVersion = textSetting('GUARDRAIL_VERSION', '1')
const inferenceConfig = inferenceSettings({ maxTokens: 256, temperature: 0.2 })
const bedrock = bedrockRuntime()

const DEFAULT_PROMPT = 'How long does delivery take?'
const SYSTEM =
  'You answer questions of customers of a bookshop about their orders, in two sentences.'

/** A support bot. Its guardrail checks the question before the model sees it, and the answer before the caller does. */
export async function handler(event: unknown): Promise<HttpResponse> {
  try {
    const { prompt, modelId = defaultModel } = readPromptRequest(event, DEFAULT_PROMPT)
    const { output, stopReason, trace } = await bedrock.send(
      new ConverseCommand({
        modelId,
        system: [{ text: SYSTEM }],
        messages: [{ role: 'user', content: [{ text: prompt }] }],
        inferenceConfig,
        guardrailConfig: { guardrailIdentifier, guardrailVersion, trace: 'enabled' },
      }),
    )
    // A refusal is an answer like any other: only the stop reason tells them apart.
    const { outcome, found } = verdictOf(stopReason, trace?.guardrail)
    log.info('Answered', { modelId, outcome, found: found.join(', '), promptLength: prompt.length })
    return json(200, { reply: textOf(output?.message?.content), outcome, found, stopReason })
  } catch (error) {
    return errorResponse(error)
  }
}

import { ConverseCommand } from '@aws-sdk/client-bedrock-runtime'
import { bedrockRuntime } from '../client.ts'
import { optionalChoice, optionalText, readFields, readPromptRequest } from '../event.ts'
import { log } from '../log.ts'
import { errorResponse, json, textOf } from '../responses.ts'
import type { HttpResponse } from '../responses.ts'
import { choiceSetting, inferenceSettings, textSetting } from '../settings.ts'
import { templates, versions } from './prompts.ts'

const defaultModel = textSetting('MODEL_ID', 'amazon.nova-lite-v1:0')
const defaultVersion = choiceSetting('PROMPT_VERSION', '2', versions)
const inferenceConfig = inferenceSettings({ maxTokens: 256, temperature: 0.2 })
const bedrock = bedrockRuntime()

const DEFAULT_PROMPT = 'My parcel arrived damaged. What can I do?'

/** The prompt comes from a versioned template; the caller supplies only its variables. */
export async function handler(event: unknown): Promise<HttpResponse> {
  try {
    const fields = readFields(event)
    const { prompt, modelId = defaultModel } = readPromptRequest(event, DEFAULT_PROMPT)
    const version = optionalChoice(fields, 'version', versions) ?? defaultVersion
    const template = templates.find((one) => one.version === version)
    if (template === undefined) throw new Error(`There is no version ${version}`)
    const { system, user } = template.render({
      prompt,
      language: optionalText(fields, 'language'),
      tone: optionalText(fields, 'tone'),
    })
    // The version shows later which prompt produced an answer. The prompt itself stays out of the log.
    log.info('Calling the model', { modelId, promptVersion: version, promptLength: user.length })
    const { output, stopReason } = await bedrock.send(
      new ConverseCommand({
        modelId,
        system: [{ text: system }],
        messages: [{ role: 'user', content: [{ text: user }] }],
        inferenceConfig,
      }),
    )
    return json(200, { reply: textOf(output?.message?.content), version, stopReason })
  } catch (error) {
    return errorResponse(error)
  }
}

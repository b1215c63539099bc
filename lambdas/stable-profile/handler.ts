import { ConverseCommand } from '@aws-sdk/client-bedrock-runtime'
import { bedrock, bedrockRuntime } from '../client.ts'
import { readPromptRequest } from '../event.ts'
import { log } from '../log.ts'
import { errorResponse, json, textOf } from '../responses.ts'
import type { HttpResponse } from '../responses.ts'
import { inferenceSettings, textSetting } from '../settings.ts'
import { ensureProfile } from './profile.ts'
import type { Profile } from './profile.ts'

const modelId = textSetting('MODEL_ID', 'amazon.nova-micro-v1:0')
const application = textSetting('APPLICATION', 'support')
const costCenter = textSetting('COST_CENTER', 'guide')
const inferenceConfig = inferenceSettings({ maxTokens: 256, temperature: 0.2 })
const controlPlane = bedrock()
const runtime = bedrockRuntime()

const DEFAULT_PROMPT = "Describe the purpose of a 'hello world' program in one line."

// Looked up once for each instance of the function; forgotten when the profile turns out to be gone.
let lookup: Promise<Profile> | undefined

/**
 * Calls the model by the ARN of an application inference profile. Cost reports group by the profile's tags, and another
 * model only takes another MODEL_ID, without a change of code.
 */
export async function handler(
  event: unknown,
  { invokedFunctionArn: functionArn }: { invokedFunctionArn: string },
): Promise<HttpResponse> {
  try {
    const { prompt } = readPromptRequest(event, DEFAULT_PROMPT)
    const tags = { application, costCenter }
    lookup ??= ensureProfile(controlPlane, { application, modelId, tags, functionArn })
    const { profileArn, name, created } = await lookup
    log.info('Calling the model', { profile: name, created, promptLength: prompt.length })
    const { output } = await runtime.send(
      new ConverseCommand({
        modelId: profileArn,
        messages: [{ role: 'user', content: [{ text: prompt }] }],
        inferenceConfig,
      }),
    )
    return json(200, {
      reply: textOf(output?.message?.content),
      profileArn,
      profile: name,
      tags,
      created,
    })
  } catch (error) {
    // Somebody may have deleted the profile, or a permission may have been missing: look again next time.
    lookup = undefined
    return errorResponse(error)
  }
}

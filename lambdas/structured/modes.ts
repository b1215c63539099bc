import type {
  ContentBlock,
  ConverseCommandInput,
  ConverseCommandOutput,
} from '@aws-sdk/client-bedrock-runtime'
import { textOf } from '../responses.ts'
import { recipeSchema } from './schema.ts'

const TOOL = 'save_recipe'

// These models generate JSON that follows a schema. All others get a tool that they have to call: its input is JSON, too.
const HAVE_STRUCTURED_OUTPUT =
  /\.(claude-(haiku|sonnet|opus)-4-[56]|qwen3|mistral-large-3|ministral-3|gemma-3-(12|27)b|kimi-k2|minimax-m2|glm-)/

export type Mode = 'schema' | 'tool'

export function modeFor(modelId: string): Mode {
  return HAVE_STRUCTURED_OUTPUT.test(modelId) ? 'schema' : 'tool'
}

/** The part of a Converse request that asks for JSON. */
export function requestFor(mode: Mode): Pick<ConverseCommandInput, 'outputConfig' | 'toolConfig'> {
  if (mode === 'schema') {
    const jsonSchema = { name: 'recipe', schema: JSON.stringify(recipeSchema) }
    return { outputConfig: { textFormat: { type: 'json_schema', structure: { jsonSchema } } } }
  }
  const toolSpec = {
    name: TOOL,
    description: 'Saves a recipe.',
    inputSchema: { json: structuredClone(recipeSchema) as never },
  }
  return { toolConfig: { tools: [{ toolSpec }], toolChoice: { tool: { name: TOOL } } } }
}

/** The JSON value in an answer; undefined when there is none. */
export function valueIn({ output }: ConverseCommandOutput, mode: Mode): unknown {
  const content = output?.message?.content ?? []
  if (mode === 'tool') return toolUseIn(content)?.input
  try {
    return JSON.parse(textOf(content))
  } catch {
    return undefined
  }
}

/** The message that asks for a corrected answer. A tool call has to be followed by its result. */
export function repairRequest(answer: ContentBlock[], problems: string[]): ContentBlock[] {
  const text = `The recipe is not valid: ${problems.join('; ')}. Correct it.`
  const toolUseId = toolUseIn(answer)?.toolUseId
  if (toolUseId === undefined) return [{ text }]
  return [{ toolResult: { toolUseId, status: 'error', content: [{ text }] } }]
}

const toolUseIn = (content: readonly ContentBlock[]) =>
  content.find((block) => block.toolUse !== undefined)?.toolUse

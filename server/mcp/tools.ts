import type { Json, JsonObject } from '../json.ts'
import { check } from '../shape/check.ts'
import { messageOf } from '../text/error-message.ts'
import type { AdminConnection } from './connection.ts'
import type { Tool } from './tool.ts'
import { callTools } from './tools/calls.ts'
import { faultTools } from './tools/faults.ts'
import { fixtureTools } from './tools/fixtures.ts'
import { modelTools } from './tools/models.ts'

/** All tools, in the order of an agent's work. */
export const tools: readonly Tool[] = [...callTools, ...fixtureTools, ...faultTools, ...modelTools]

export interface ToolOutcome {
  text: string
  failed: boolean
}

/** Calls a tool. Failures are described in words, so that the agent can act on them. */
export async function callTool(
  tool: Tool,
  input: JsonObject,
  server: AdminConnection,
): Promise<ToolOutcome> {
  const findings = check(input, tool.input)
  if (findings.length > 0)
    return { text: findings.map(({ message }) => message).join('\n'), failed: true }
  try {
    const result = (await tool.run(input, server)) as Json
    return { text: JSON.stringify(result, null, 2), failed: false }
  } catch (thrown) {
    return { text: messageOf(thrown), failed: true }
  }
}

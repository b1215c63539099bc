import { Server } from '@modelcontextprotocol/sdk/server/index.js'
import {
  CallToolRequestSchema,
  ErrorCode,
  ListResourcesRequestSchema,
  ListToolsRequestSchema,
  McpError,
  ReadResourceRequestSchema,
} from '@modelcontextprotocol/sdk/types.js'
import type { JsonObject } from '../json.ts'
import { version } from '../package.ts'
import { schema } from '../shape/json-schema.ts'
import { didYouMean } from '../shape/nearest-name.ts'
import type { AdminConnection } from './connection.ts'
import { readResource, resources } from './resources.ts'
import { annotationsOf } from './tool.ts'
import { callTool, tools } from './tools.ts'

// The only file with types of the protocol. It loads the SDK on demand.

/** An MCP server whose tools act on a running bedrock-local. */
export function createMcpServer(connection: AdminConnection): Server {
  const server = new Server(
    { name: 'bedrock-local', title: 'bedrock-local', version },
    { capabilities: { tools: {}, resources: {} }, instructions: instructions(connection.url) },
  )
  server.setRequestHandler(ListToolsRequestSchema, () => ({
    tools: tools.map((tool) => ({
      name: tool.name,
      title: tool.title,
      description: `${tool.does} ${tool.changes}`,
      inputSchema: schema(tool.input) as { type: 'object' },
      annotations: annotationsOf(tool),
    })),
  }))
  server.setRequestHandler(CallToolRequestSchema, async ({ params }) => {
    const tool = tools.find(({ name }) => name === params.name)
    if (tool === undefined) {
      const near = didYouMean(
        params.name,
        tools.map(({ name }) => name),
      )
      throw new McpError(ErrorCode.InvalidParams, `unknown tool ${params.name}${near}`)
    }
    const input = (params.arguments ?? {}) as JsonObject
    const { text, failed } = await callTool(tool, input, connection)
    return { content: [{ type: 'text', text }], ...(failed && { isError: true }) }
  })
  server.setRequestHandler(ListResourcesRequestSchema, () => ({
    resources: resources.map(({ uri, name, title, mimeType }) => ({ uri, name, title, mimeType })),
  }))
  server.setRequestHandler(ReadResourceRequestSchema, ({ params: { uri } }) => {
    const resource = readResource(uri)
    if (resource === undefined)
      throw new McpError(ErrorCode.InvalidParams, `unknown resource ${uri}`)
    return { contents: [{ uri, ...resource }] }
  })
  return server
}

const instructions = (url: string) =>
  `bedrock-local answers as Amazon Bedrock at ${url}, from fixtures. To answer a call that found none: list_misses, ` +
  'draft_fixture, edit the draft, check_fixture, save_fixture, then run the code again and verify_calls.'

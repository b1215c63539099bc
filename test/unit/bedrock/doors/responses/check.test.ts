import { expect, test } from 'vitest'
import { responseFault } from '../../../../../server/bedrock/doors/responses/check.ts'
import type { JsonObject } from '../../../../../server/json.ts'

const fine = { model: 'openai.gpt-5.6-luna', input: 'Hi' }
const tools = [{ type: 'function', name: 'weather', parameters: {} }]
const bodyWith = (...content: JsonObject[]) => ({ ...fine, input: [{ role: 'user', content }] })

test.each<JsonObject>([
  fine,
  { ...fine, tool_choice: 'auto' },
  { ...fine, tools, tool_choice: 'required' },
  { ...fine, tools, tool_choice: { type: 'function', name: 'weather' } },
  { ...fine, tools, tool_choice: { type: 'allowed_tools', mode: 'auto', tools } },
  { ...fine, tools: [{ type: 'web_search' }], tool_choice: { type: 'web_search' } },
  { ...fine, metadata: { city: 'Rome' } },
  bodyWith({ type: 'input_image', image_url: 'data:image/png;base64,AAAA' }),
  bodyWith({ type: 'input_image', image_url: 's3://bucket/cat.png' }),
  bodyWith({ type: 'input_file', file_url: 's3://bucket/report.pdf' }),
  bodyWith({ type: 'input_image', file_id: 'file-1', image_url: null }),
  bodyWith({ type: 'input_audio', input_audio: { data: 'AAAA', format: 'wav' } }),
])('accepts %j', (body) => {
  expect(responseFault(body, 'full')).toBeUndefined()
})

test.each<[JsonObject, string]>([
  [
    { ...fine, tools, tool_choice: 'sometimes' },
    "Invalid value: 'sometimes'. Supported values are: 'none', 'auto', and 'required'.",
  ],
  [
    { ...fine, tool_choice: 'required' },
    "Tool choice 'required' must be specified with 'tools' parameter.",
  ],
  [
    { ...fine, tools, tool_choice: { type: 'web_search' } },
    "Tool choice 'web_search' not found in 'tools' parameter.",
  ],
  [
    { ...fine, tools, tool_choice: { type: 'custom', name: 'weather' } },
    "Invalid value: 'custom'. Supported values are: 'allowed_tools', 'function', 'mcp', and 'web_search'.",
  ],
  [
    { ...fine, metadata: { city: 'Rome', year: 2026 } },
    "Invalid type for 'metadata.year': expected a string, but got an integer instead.",
  ],
  [
    { ...fine, tools, tool_choice: { type: 'function', name: 'news' } },
    "Tool choice 'news' not found in 'tools' parameter.",
  ],
  [
    bodyWith({ type: 'input_image', image_url: 'https://example.com/cat.png' }),
    "Invalid 'input[0].content[0].image_url': expected a base64-encoded data URL with an image, or an s3:// URL.",
  ],
  [
    bodyWith({ type: 'input_image', image_url: { url: 'data:image/png;base64,AAAA' } }),
    "Invalid type for 'input[0].content[0].image_url': expected a string, but got an object instead.",
  ],
  [
    bodyWith({ type: 'input_image' }),
    "Missing required parameter: 'input[0].content[0].image_url'.",
  ],
  [
    bodyWith({ type: 'input_file' }),
    "Missing required parameter: 'input[0].content[0].file_data'.",
  ],
  [
    bodyWith({ type: 'input_file', file_url: 'https://example.com/report.pdf' }),
    "Invalid 'input[0].content[0].file_url': expected an s3:// URL.",
  ],
  [
    bodyWith({ type: 'text', text: 'Hi' }),
    "Invalid value: 'text'. Supported values are: 'input_text', 'input_image', 'input_file', 'input_audio', 'output_text', 'refusal', and 'summary_text'.",
  ],
])('rejects %j', (body, message) => {
  expect(responseFault(body, 'full')).toBe(message)
})

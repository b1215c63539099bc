import { expect, test } from 'vitest'
import { chatFault } from '../../../../../server/bedrock/doors/chat/check.ts'
import type { JsonObject } from '../../../../../server/json.ts'

const model = 'openai.gpt-oss-120b'
const messages = [{ role: 'user', content: 'Hi' }]
const fine = { model, messages }
const gpt = { ...fine, model: 'us.openai.gpt-5.6-sol' }
const tool = { type: 'function', function: { name: 'weather', parameters: {} } }
const part = (content: JsonObject) => ({ model, messages: [{ role: 'user', content: [content] }] })

test.each<JsonObject>([
  fine,
  { ...fine, max_tokens: 5, temperature: 2, top_p: 1, stop: ['a'], n: 2, unheardOf: true },
  { ...fine, stream: true, stream_options: { include_usage: true } },
  { ...fine, tools: [tool], tool_choice: { type: 'function', function: { name: 'weather' } } },
  { ...fine, temperature: null, tools: null, reasoning_effort: 'high' },
  { ...gpt, max_completion_tokens: 5, reasoning_effort: 'none', tools: [tool] },
  part({ type: 'image_url', image_url: { url: 's3://bucket/cat.png' } }),
  { model, messages: [...messages, { role: 'assistant', content: null, tool_calls: [] }] },
])('accepts %j', (body) => {
  expect(chatFault(body)).toBeUndefined()
})

test.each<[JsonObject, string]>([
  [{ messages }, "Missing required parameter: 'model'."],
  [{ model }, "Missing required parameter: 'messages'."],
  [
    { model, messages: 'Hi' },
    "Invalid type for 'messages': expected an array, but got a string instead.",
  ],
  [
    { model, messages: [] },
    "Invalid 'messages': empty array. Expected an array with minimum length 1, but got an empty array instead.",
  ],
  [
    { model, messages: [{ role: 'bot', content: '' }] },
    "Invalid value: 'bot'. Supported values are: 'system', 'developer', 'user', 'assistant', and 'tool'.",
  ],
  [{ model, messages: [{ role: 'user' }] }, "Missing required parameter: 'messages[0].content'."],
  [
    { model, messages: [{ role: 'tool', content: 'x' }] },
    "Missing required parameter: 'messages[0].tool_call_id'.",
  ],
  [
    part({ type: 'video' }),
    "Invalid value: 'video'. Supported values are: 'text', 'image_url', 'input_audio', 'file', and 'refusal'.",
  ],
  [
    part({ type: 'file', file: { filename: 'report.pdf' } }),
    "Missing required parameter: 'messages[0].content[0].file.file_data'.",
  ],
  [
    part({ type: 'image_url', image_url: { url: 'https://example.com/cat.png' } }),
    "Invalid 'messages[0].content[0].image_url.url': expected a base64-encoded data URL with an image, or an s3:// URL.",
  ],
  [
    { ...fine, tools: [{ type: 'web_search' }] },
    "Failed to deserialize the JSON body into the target type: ?[0]: Invalid 'tools': unknown variant `web_search`, expected `function`",
  ],
  [
    { ...fine, tool_choice: 'auto' },
    "Invalid value for 'tool_choice': 'tool_choice' is only allowed when 'tools' are specified.",
  ],
  [
    { ...fine, tools: [tool], tool_choice: { type: 'function', function: { name: 'news' } } },
    "Invalid value for 'tool_choice': no function named 'news' was specified in the 'tools' parameter.",
  ],
  [
    { ...fine, stream_options: {} },
    "The 'stream_options' parameter is only allowed when 'stream' is enabled.",
  ],
  [
    { ...fine, max_tokens: 5, max_completion_tokens: 5 },
    "Setting 'max_tokens' and 'max_completion_tokens' at the same time is not supported.",
  ],
  [
    { ...fine, max_tokens: 0 },
    "Invalid 'max_tokens': integer below minimum value. Expected a value >= 1, but got 0 instead.",
  ],
  [
    { ...fine, temperature: 2.5 },
    "Invalid 'temperature': decimal above maximum value. Expected a value <= 2, but got 2.5 instead.",
  ],
  [
    { ...fine, service_tier: 'reserved' },
    "Invalid value: 'reserved'. Supported values are: 'auto', 'default', 'flex', and 'priority'.",
  ],
  [
    { ...fine, response_format: { type: 'json_schema' } },
    "Missing required parameter: 'response_format.json_schema.name'.",
  ],
  [
    { ...fine, reasoning_effort: 'minimal' },
    "Unsupported value: 'minimal' is not supported with the 'openai.gpt-oss-120b' model. Supported values are: 'low', 'medium', and 'high'.",
  ],
  [
    { ...gpt, max_tokens: 5 },
    "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",
  ],
  [{ ...gpt, top_p: 0.5 }, "Unsupported parameter: 'top_p' is not supported with this model."],
  [
    { ...gpt, reasoning_effort: 'low', tools: [tool] },
    "Function tools with reasoning_effort are not supported for us.openai.gpt-5.6-sol in /v1/chat/completions. To use function tools, use /v1/responses or set reasoning_effort to 'none'.",
  ],
  [
    {
      model: 'qwen.qwen3-32b',
      messages,
      response_format: { type: 'json_schema', json_schema: { name: 'x', schema: {} } },
    },
    "Unsupported parameter: 'response_format' is not supported with this model.",
  ],
])('rejects %j', (body, message) => {
  expect(chatFault(body)).toBe(message)
})

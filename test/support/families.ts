/** One model of every chat family, with a native body that asks the same question. */
export interface Family {
  family: string
  modelId: string
  body(prompt: string): object
  /** The text of the native answer. */
  textOf(body: never): string
}

const messages = (prompt: string) => [{ role: 'user', content: prompt }]
const openai = (prompt: string) => ({ messages: messages(prompt), max_tokens: 200 })
const openaiText = (body: { choices: { message: { content: string } }[] }) =>
  body.choices[0]?.message.content ?? ''

export const families: readonly Family[] = [
  {
    family: 'Claude',
    modelId: 'us.anthropic.claude-sonnet-4-5-20250929-v1:0',
    body: (prompt) => ({
      anthropic_version: 'bedrock-2023-05-31',
      max_tokens: 200,
      messages: messages(prompt),
    }),
    textOf: (body: { content: { text: string }[] }) => body.content[0]?.text ?? '',
  },
  {
    family: 'Claude text completions',
    modelId: 'anthropic.claude-v2:1',
    body: (prompt) => ({ prompt: `\n\nHuman: ${prompt}\n\nAssistant:`, max_tokens_to_sample: 200 }),
    textOf: (body: { completion: string }) => body.completion,
  },
  {
    family: 'Nova',
    modelId: 'amazon.nova-lite-v1:0',
    body: (prompt) => ({ messages: [{ role: 'user', content: [{ text: prompt }] }] }),
    textOf: (body: { output: { message: { content: { text: string }[] } } }) =>
      body.output.message.content[0]?.text ?? '',
  },
  {
    family: 'Titan',
    modelId: 'amazon.titan-text-express-v1',
    body: (prompt) => ({ inputText: prompt, textGenerationConfig: { maxTokenCount: 200 } }),
    textOf: (body: { results: { outputText: string }[] }) => body.results[0]?.outputText ?? '',
  },
  {
    family: 'Llama',
    modelId: 'us.meta.llama3-3-70b-instruct-v1:0',
    body: (prompt) => ({ prompt, max_gen_len: 200 }),
    textOf: (body: { generation: string }) => body.generation,
  },
  {
    family: 'Mistral',
    modelId: 'mistral.mistral-7b-instruct-v0:2',
    body: (prompt) => ({ prompt: `<s>[INST] ${prompt} [/INST]`, max_tokens: 200 }),
    textOf: (body: { outputs: { text: string }[] }) => body.outputs[0]?.text ?? '',
  },
  {
    family: 'Cohere Command R',
    modelId: 'cohere.command-r-v1:0',
    body: (prompt) => ({ message: prompt, max_tokens: 200 }),
    textOf: (body: { text: string }) => body.text,
  },
  {
    family: 'Jamba',
    modelId: 'ai21.jamba-1-5-mini-v1:0',
    body: openai,
    textOf: openaiText,
  },
  { family: 'gpt-oss', modelId: 'openai.gpt-oss-20b-1:0', body: openai, textOf: openaiText },
  { family: 'Qwen', modelId: 'qwen.qwen3-32b-v1:0', body: openai, textOf: openaiText },
  {
    family: 'DeepSeek R1',
    modelId: 'us.deepseek.r1-v1:0',
    body: (prompt) => ({ prompt, max_tokens: 200 }),
    textOf: (body: { choices: { text: string }[] }) => body.choices[0]?.text ?? '',
  },
]

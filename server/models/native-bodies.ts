import type { JsonObject } from '../json.ts'
import type { DialectName } from './family.ts'

// A sample body for each family, as in AWS's documentation.

const QUESTION = 'What is Amazon Bedrock?'
const chat = { messages: [{ role: 'user', content: QUESTION }], max_tokens: 512 }

const bodies: Readonly<Record<DialectName, JsonObject>> = {
  anthropic: {
    anthropic_version: 'bedrock-2023-05-31',
    max_tokens: 512,
    messages: [{ role: 'user', content: [{ type: 'text', text: QUESTION }] }],
  },
  'anthropic-text': {
    prompt: `\n\nHuman: ${QUESTION}\n\nAssistant:`,
    max_tokens_to_sample: 512,
  },
  nova: {
    messages: [{ role: 'user', content: [{ text: QUESTION }] }],
    inferenceConfig: { maxTokens: 512 },
  },
  'titan-text': { inputText: QUESTION, textGenerationConfig: { maxTokenCount: 512 } },
  'titan-embed': { inputText: 'Amazon Bedrock' },
  'titan-embed-image': { inputText: 'a green iguana' },
  'nova-embed': {
    taskType: 'SINGLE_EMBEDDING',
    singleEmbeddingParams: {
      embeddingPurpose: 'GENERIC_INDEX',
      text: { truncationMode: 'END', value: 'Amazon Bedrock' },
    },
  },
  llama: { prompt: QUESTION, max_gen_len: 512 },
  'mistral-text': { prompt: `<s>[INST] ${QUESTION} [/INST]`, max_tokens: 512 },
  'mistral-chat': chat,
  'cohere-command': { prompt: QUESTION, max_tokens: 512 },
  'cohere-command-r': { message: QUESTION, max_tokens: 512 },
  'cohere-embed': { texts: ['Amazon Bedrock'], input_type: 'search_document' },
  'cohere-rerank': {
    api_version: 2,
    query: 'Which city is the capital of France?',
    documents: ['Paris is the capital of France.', 'Lisbon is the capital of Portugal.'],
  },
  jamba: chat,
  jurassic: { prompt: QUESTION, maxTokens: 512 },
  'deepseek-text': { prompt: QUESTION, max_tokens: 512 },
  'openai-chat': chat,
  'titan-image': {
    taskType: 'TEXT_IMAGE',
    textToImageParams: { text: 'a green iguana' },
    imageGenerationConfig: { numberOfImages: 1, width: 512, height: 512 },
  },
  'nova-canvas': {
    taskType: 'TEXT_IMAGE',
    textToImageParams: { text: 'a green iguana' },
    imageGenerationConfig: { numberOfImages: 1, width: 512, height: 512 },
  },
  stability: { prompt: 'a green iguana' },
  pegasus: {
    inputPrompt: 'What happens in this video?',
    mediaSource: { s3Location: { uri: 's3://bucket/video.mp4', bucketOwner: '123456789012' } },
  },
  marengo: { inputType: 'text', inputText: 'a green iguana' },
}

/** A native body for InvokeModel, as models of this dialect take it. */
export const nativeBody = (dialect: DialectName): JsonObject => bodies[dialect]

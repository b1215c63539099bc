import type { DrillCase } from './types.ts'

/** The troubleshooting hints of `fixtures/troubleshooting/`, then broken connections and streams. */
export const drillCases: readonly DrillCase[] = [
  {
    name: 'throttling',
    about: 'throttled twice',
    trouble: 'passing',
    fault: {
      error: {
        type: 'ThrottlingException',
        message: 'Too many requests, please wait before trying again.',
      },
      times: 2,
    },
  },
  {
    name: 'daily-limit',
    about: 'the daily token quota is used up',
    trouble: 'daily',
    perModel: true,
    fault: {
      error: {
        type: 'ThrottlingException',
        message: 'Too many tokens per day, please wait before trying again.',
      },
    },
  },
  {
    name: 'unavailable',
    about: 'the service is overloaded',
    trouble: 'lasting',
    fault: {
      error: {
        type: 'ServiceUnavailableException',
        message: 'Bedrock is unable to process your request.',
      },
    },
  },
  {
    name: 'model-not-ready',
    about: 'the model is still loading',
    trouble: 'passing',
    fault: { error: 'ModelNotReadyException', times: 1 },
  },
  {
    name: 'model-timeout',
    about: 'the model takes too long',
    trouble: 'passing',
    fault: {
      error: {
        type: 'ModelTimeoutException',
        message: 'Model has timed out in processing the request. Try your request again.',
      },
      times: 1,
    },
    hint: 'SDKs do not retry ModelTimeoutException on their own.',
  },
  {
    name: 'timeout',
    about: 'the first byte never arrives',
    trouble: 'silent',
    fault: { stall: true, times: 1 },
  },
  {
    name: 'stalled-stream',
    about: 'a stream falls silent',
    trouble: 'broken',
    streams: true,
    fault: { stall: { afterEvents: 3 }, times: 1 },
  },
  {
    name: 'broken-stream',
    about: 'a stream is closed in the middle of an event',
    trouble: 'broken',
    streams: true,
    fault: { cut: { inEvent: 4 }, times: 1 },
  },
  {
    name: 'empty-answer',
    about: 'an answer without content',
    trouble: 'empty',
    answer: () => ({ content: [], stopReason: 'max_tokens' }),
  },
  {
    name: 'first-block',
    about: 'the first block of the answer is not text',
    trouble: 'blocks',
    answer: (text) => ({
      content: [{ reasoningContent: { reasoningText: { text: 'Let me think.' } } }, { text }],
    }),
  },
  ...permanent([
    [
      'access-denied',
      'no access to the model',
      'AccessDeniedException',
      "You don't have access to the model with the specified model ID.",
      'model',
    ],
    [
      'use-case-form',
      'the use case form is missing',
      'ResourceNotFoundException',
      'Model use case details have not been submitted for this account. Fill out the Anthropic use case details form before using the model. If you have already filled out the form, try again in 15 minutes.',
      'model',
    ],
    [
      'iam-rights',
      'the role lacks a permission',
      'AccessDeniedException',
      'User: arn:aws:sts::123456789012:assumed-role/my-function/my-function is not authorized to perform: bedrock:InvokeModel on resource: arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-micro-v1:0 because no identity-based policy allows the bedrock:InvokeModel action',
      'model',
    ],
    [
      'expired-token',
      'the credentials have expired',
      'ExpiredTokenException',
      'The security token included in the request is expired',
    ],
    [
      'model-not-found',
      'the model id is wrong',
      'ValidationException',
      'The provided model identifier is invalid.',
      'model',
    ],
    [
      'on-demand',
      'the model needs an inference profile',
      'ValidationException',
      'Invocation of model ID amazon.nova-2-lite-v1:0 with on-demand throughput isn’t supported. Retry your request with the ID or ARN of an inference profile that contains this model.',
      'model',
    ],
    [
      'end-of-life',
      'the model has reached its end of life',
      'ResourceNotFoundException',
      'This model version has reached the end of its life. Please refer to the AWS documentation for more details.',
      'model',
    ],
    [
      'malformed-input',
      'the request is malformed',
      'ValidationException',
      'Malformed input request: #: extraneous key [max_tokens_to_sample] is not permitted, please reformat your input and try again.',
    ],
  ]),
  {
    name: 'max-tokens',
    about: 'the answer is cut off at max_tokens',
    trouble: 'cut off',
    answer: (text) => ({
      text: text.slice(0, Math.ceil(text.length / 2)),
      stopReason: 'max_tokens',
    }),
  },
  {
    name: 'lost-connection',
    about: 'the connection is reset before the answer',
    trouble: 'passing',
    fault: { refuse: true, times: 1 },
  },
  {
    name: 'reset-stream',
    about: 'a stream ends in a TCP reset',
    trouble: 'broken',
    streams: true,
    fault: { reset: { afterEvents: 3 }, times: 1 },
  },
  {
    name: 'error-in-stream',
    about: 'a stream ends in an exception',
    trouble: 'broken',
    streams: true,
    fault: { error: { type: 'ModelStreamErrorException', afterEvents: 3 }, times: 1 },
  },
  {
    name: 'damaged-stream',
    about: 'an event of a stream has a wrong checksum',
    trouble: 'broken',
    streams: true,
    fault: { corrupt: 3, times: 1 },
  },
]

type Refusal =
  | 'AccessDeniedException'
  | 'ResourceNotFoundException'
  | 'ExpiredTokenException'
  | 'ValidationException'

function permanent(
  rows: readonly (readonly [
    name: string,
    about: string,
    type: Refusal,
    message: string,
    of?: 'model',
  ])[],
): DrillCase[] {
  return rows.map(([name, about, type, message, of]) => ({
    name,
    about,
    trouble: 'permanent',
    fault: { error: { type, message } },
    ...(of === 'model' && { perModel: true }),
  }))
}

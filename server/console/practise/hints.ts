/** One problem on Bedrock: how to reproduce it here, and what code should do about it. */
export interface Hint {
  /** The prompt for it, as the bundled fixtures match it. */
  ask: string
  title: string
  sees: string
  should: string
  /** The same as a fault on any call; some are answers, which only a fixture can give. */
  fault?: Readonly<Record<string, unknown>>
  /** The answer of a fixture, if a fault cannot do it. */
  answer?: string
}

const error = (type: string, message?: string) => ({
  error: message === undefined ? type : { type, message },
})

export const hints: readonly Hint[] = [
  {
    ask: 'practise access denied',
    title: 'Access denied',
    sees: 'AccessDeniedException 403',
    should: 'request access to the model in the AWS console',
    fault: error(
      'AccessDeniedException',
      "You don't have access to the model with the specified model ID.",
    ),
  },
  {
    ask: 'practise missing use case form',
    title: 'Use case form',
    sees: 'ResourceNotFoundException 404',
    should: 'submit the use case details once for the account',
    fault: error(
      'ResourceNotFoundException',
      'Model use case details have not been submitted for this account.',
    ),
  },
  {
    ask: 'practise missing IAM rights',
    title: 'Missing IAM rights',
    sees: 'AccessDeniedException 403, with the action and the resource',
    should: 'allow bedrock:InvokeModel on the model and on its profile',
    fault: error('AccessDeniedException', 'User is not authorized to perform: bedrock:InvokeModel'),
  },
  {
    ask: 'practise expired credentials',
    title: 'Expired credentials',
    sees: 'ExpiredTokenException 403',
    should: 'fetch new credentials; SDK providers do so automatically',
    fault: error('ExpiredTokenException'),
  },
  {
    ask: 'practise model not found',
    title: 'Model not found',
    sees: 'ValidationException 400, not a 404',
    should: 'check the id for typos, and whether the region has the model',
    fault: error('ValidationException', 'The provided model identifier is invalid.'),
  },
  {
    ask: 'practise on-demand',
    title: 'On-demand unsupported',
    sees: "ValidationException 400: on-demand throughput isn't supported",
    should: 'call the model through an inference profile',
    fault: error(
      'ValidationException',
      'Invocation of this model with on-demand throughput isn’t supported. Retry your request with the ID or ARN of an inference profile that contains this model.',
    ),
  },
  {
    ask: 'practise end of life',
    title: 'End of life',
    sees: 'ResourceNotFoundException 404',
    should: 'move to its successor',
    fault: error(
      'ResourceNotFoundException',
      'This model version has reached the end of its life.',
    ),
  },
  {
    ask: 'practise malformed input',
    title: 'Malformed input',
    sees: 'ValidationException 400: Malformed input request',
    should: 'fix the body; the message names the member',
    fault: error(
      'ValidationException',
      'Malformed input request, please reformat your input and try again.',
    ),
  },
  {
    ask: 'practise throttling',
    title: 'Throttling',
    sees: 'ThrottlingException 429; SDKs retry automatically',
    should: 'back off, and leave retries to the SDK',
    fault: error('ThrottlingException'),
  },
  {
    ask: 'practise daily limit',
    title: 'Daily limit',
    sees: 'ThrottlingException 429; retries do not help',
    should: 'wait for the next day, or request a higher quota',
    fault: error(
      'ThrottlingException',
      'Too many tokens per day, please wait before trying again.',
    ),
  },
  {
    ask: 'practise an unavailable service',
    title: 'Service unavailable',
    sees: 'ServiceUnavailableException 503',
    should: 'retry, or use another region',
    fault: error('ServiceUnavailableException'),
  },
  {
    ask: 'practise a model that is not ready',
    title: 'Model not ready',
    sees: 'ModelNotReadyException 429; SDKs retry automatically',
    should: 'retry in a moment',
    fault: error('ModelNotReadyException'),
  },
  {
    ask: 'practise model time-outs',
    title: 'Model time-out',
    sees: 'ModelTimeoutException 408',
    should: 'request less, or stream',
    fault: error('ModelTimeoutException'),
  },
  {
    ask: 'practise time-outs',
    title: 'Time-out',
    sees: 'silence: the first byte never arrives',
    should: 'set a read timeout below that of the function',
    fault: { stall: true },
  },
  {
    ask: 'practise a stalled stream',
    title: 'Stalled stream',
    sees: 'three events, then silence',
    should: 'watch the time between two events',
    fault: { stall: { afterEvents: 3 } },
  },
  {
    ask: 'practise a broken stream',
    title: 'Cut stream',
    sees: 'three events, then a network error',
    should: 'keep what has arrived, and retry',
    fault: { cut: { afterEvents: 3 } },
  },
  {
    ask: 'practise empty results',
    title: 'Empty result',
    sees: 'an answer without content, stopReason max_tokens',
    should: 'check stopReason before the content',
    answer: 'answer:\n  content: []\n  stopReason: max_tokens\n',
  },
  {
    ask: 'practise an outdated SDK',
    title: 'Outdated SDK',
    sees: 'a first content block that is not a string',
    should: 'upgrade the SDK, and skip blocks that it does not know',
    answer:
      "answer:\n  content:\n    - reasoningContent: { reasoningText: { text: 'Whoever takes the first block reads this.' } }\n    - text: The answer is in the second block.\n",
  },
  {
    ask: 'practise a blocked question',
    title: 'Blocked question',
    sees: 'with a guardrail: no error, but its message, stopReason guardrail_intervened',
    should: 'check stopReason before the text, and leave the question out of the history',
    fault: { guardrail: { input: 'blocked' } },
  },
  {
    ask: 'practise a masked stream',
    title: 'Masked stream',
    sees: 'with a guardrail: a mask in the text, the same stopReason',
    should: 'use the trace to tell a mask from a refusal',
    answer:
      'answer:\n  text: Write to anna@example.com.\nguardrail:\n  output:\n    sensitiveInformationPolicy:\n      piiEntities: [{ type: EMAIL, match: anna@example.com, action: ANONYMIZED }]\n',
  },
]

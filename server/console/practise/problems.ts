/** One problem on Bedrock: how to reproduce it here, and what code should do about it. */
export interface Problem {
  /** The prompt that triggers it, as the bundled fixtures match it. */
  prompt: string
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

export const problems: readonly Problem[] = [
  {
    prompt: 'practise access denied',
    title: 'Access denied',
    sees: 'AccessDeniedException 403',
    should: 'Request access to the model in the AWS console',
    fault: error(
      'AccessDeniedException',
      "You don't have access to the model with the specified model ID.",
    ),
  },
  {
    prompt: 'practise missing use case form',
    title: 'Missing use case form',
    sees: 'ResourceNotFoundException 404',
    should: 'Submit the use case details once for the account',
    fault: error(
      'ResourceNotFoundException',
      'Model use case details have not been submitted for this account.',
    ),
  },
  {
    prompt: 'practise missing IAM rights',
    title: 'Missing IAM permissions',
    sees: 'AccessDeniedException 403, with the action and the resource',
    should: 'Allow bedrock:InvokeModel on the model and on its profile',
    fault: error('AccessDeniedException', 'User is not authorized to perform: bedrock:InvokeModel'),
  },
  {
    prompt: 'practise expired credentials',
    title: 'Expired credentials',
    sees: 'ExpiredTokenException 403',
    should: 'Get new credentials; the credential providers of SDKs do so automatically',
    fault: error('ExpiredTokenException'),
  },
  {
    prompt: 'practise model not found',
    title: 'Model not found',
    sees: 'ValidationException 400, not a 404',
    should: 'Check the ID for typos, and whether the model is available in the region',
    fault: error('ValidationException', 'The provided model identifier is invalid.'),
  },
  {
    prompt: 'practise on-demand',
    title: 'On-demand unsupported',
    sees: "ValidationException 400: on-demand throughput isn't supported",
    should: 'Call the model through an inference profile',
    fault: error(
      'ValidationException',
      'Invocation of this model with on-demand throughput isn’t supported. Retry your request with the ID or ARN of an inference profile that contains this model.',
    ),
  },
  {
    prompt: 'practise end of life',
    title: 'End of life',
    sees: 'ResourceNotFoundException 404',
    should: 'Switch to the successor model',
    fault: error(
      'ResourceNotFoundException',
      'This model version has reached the end of its life.',
    ),
  },
  {
    prompt: 'practise malformed input',
    title: 'Malformed input',
    sees: 'ValidationException 400: Malformed input request',
    should: 'Fix the body; the message names the member',
    fault: error(
      'ValidationException',
      'Malformed input request, please reformat your input and try again.',
    ),
  },
  {
    prompt: 'practise throttling',
    title: 'Throttling',
    sees: 'ThrottlingException 429; SDKs retry automatically',
    should: 'Back off, and leave retries to the SDK',
    fault: error('ThrottlingException'),
  },
  {
    prompt: 'practise daily limit',
    title: 'Daily limit',
    sees: 'ThrottlingException 429; retries do not help',
    should: 'Wait for the next day, or request a higher quota',
    fault: error(
      'ThrottlingException',
      'Too many tokens per day, please wait before trying again.',
    ),
  },
  {
    prompt: 'practise an unavailable service',
    title: 'Service unavailable',
    sees: 'ServiceUnavailableException 503',
    should: 'Retry, or use another region',
    fault: error('ServiceUnavailableException'),
  },
  {
    prompt: 'practise a model that is not ready',
    title: 'Model not ready',
    sees: 'ModelNotReadyException 429; SDKs retry automatically',
    should: 'Retry in a moment',
    fault: error('ModelNotReadyException'),
  },
  {
    prompt: 'practise model time-outs',
    title: 'Model timeout',
    sees: 'ModelTimeoutException 408',
    should: 'Send a smaller request, or stream',
    fault: error('ModelTimeoutException'),
  },
  {
    prompt: 'practise time-outs',
    title: 'Timeout',
    sees: 'Silence: the first byte never arrives',
    should: 'Set a read timeout shorter than the timeout of the function',
    fault: { stall: true },
  },
  {
    prompt: 'practise a stalled stream',
    title: 'Stalled stream',
    sees: 'Three events, then silence',
    should: 'Limit the time between two events',
    fault: { stall: { afterEvents: 3 } },
  },
  {
    prompt: 'practise a broken stream',
    title: 'Broken stream',
    sees: 'Three events, then a network error',
    should: 'Keep what has arrived, and retry',
    fault: { cut: { afterEvents: 3 } },
  },
  {
    prompt: 'practise empty results',
    title: 'Empty result',
    sees: 'An answer without content, stopReason max_tokens',
    should: 'Check stopReason before the content',
    answer: 'answer:\n  content: []\n  stopReason: max_tokens\n',
  },
  {
    prompt: 'practise an outdated SDK',
    title: 'Outdated SDK',
    sees: 'A first content block without text',
    should: 'Upgrade the SDK, and skip blocks that it does not know',
    answer:
      "answer:\n  content:\n    - reasoningContent: { reasoningText: { text: 'Code that only reads the first block gets this.' } }\n    - text: The answer is in the second block.\n",
  },
  {
    prompt: 'practise a blocked question',
    title: 'Blocked question',
    sees: 'With a guardrail: no error, but its message, stopReason guardrail_intervened',
    should: 'Check stopReason before the text, and leave the question out of the history',
    fault: { guardrail: { input: 'blocked' } },
  },
  {
    prompt: 'practise a masked stream',
    title: 'Masked stream',
    sees: 'With a guardrail: masked text, the same stopReason',
    should: 'Use the trace to distinguish masking from blocking',
    answer:
      'answer:\n  text: Write to anna@example.com.\nguardrail:\n  output:\n    sensitiveInformationPolicy:\n      piiEntities: [{ type: EMAIL, match: anna@example.com, action: ANONYMIZED }]\n',
  },
]

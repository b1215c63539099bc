/** What to do about an error, by its name in AWS's, OpenAI's or Anthropic's API. */
const HINTS: readonly (readonly [RegExp, string])[] = [
  [
    /^ThrottlingException|^TooManyRequests|^rate_limit_error/,
    'Back off and try again. SDKs retry automatically.',
  ],
  [/^AccessDeniedException.*cost money/, 'Click the button again and confirm the cost.'],
  [
    /^AccessDeniedException|^UnrecognizedClient|^MissingAuthenticationToken|^permission_error|^authentication_error/,
    'The account has no access to the model, the role lacks a permission, or the key is wrong.',
  ],
  [
    /on-demand throughput isn/,
    'Call the model through an inference profile. Its details in Models list them.',
  ],
  [
    /^ResourceNotFoundException|^not_found_error|model identifier is invalid/,
    'Check the ID in Models. It may be misspelt, or the model may not be available in this region.',
  ],
  [
    /^ModelTimeoutException|^ModelNotReady|^ServiceUnavailable|^overloaded_error|^timeout_error|^server_error/,
    'Try again in a moment.',
  ],
  [
    /^ValidationException|^invalid_request_error/,
    'The model does not accept this request. The message says what is wrong.',
  ],
]

export const hintFor = (error: string, source?: string): string | undefined =>
  source === 'miss'
    ? 'In replay mode, only fixtures and recordings answer.'
    : HINTS.find(([pattern]) => pattern.test(error))?.[1]

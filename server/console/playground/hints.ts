/** What the usual troubleshooting list says, by how AWS's message begins. */
const HINTS: readonly (readonly [RegExp, string])[] = [
  [/^FixtureNotFoundException/, 'In replay mode only fixtures answer.'],
  [/^ThrottlingException|^TooManyRequests/, 'Back off and try again; SDKs do so by themselves.'],
  [/^AccessDeniedException.*cost money/, 'Agree to the cost beside the button.'],
  [
    /^AccessDeniedException|^UnrecognizedClient|^MissingAuthenticationToken/,
    'The account has no access to the model, the role lacks a right, or the key is wrong.',
  ],
  [
    /on-demand throughput isn/,
    'Call the model by an inference profile: the card of the model names it.',
  ],
  [
    /^ResourceNotFoundException|model identifier is invalid/,
    'Look the id up in Models: it may be a slip, or not there in this region.',
  ],
  [/^ModelTimeoutException|^ModelNotReady|^ServiceUnavailable/, 'Try again in a moment.'],
  [
    /^ValidationException/,
    'The request is not what the model takes; the message names the member.',
  ],
]

export const hintFor = (error: string): string | undefined =>
  HINTS.find(([pattern]) => pattern.test(error))?.[1]

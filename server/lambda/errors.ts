import { messageOf } from '../text/error-message.ts'
/** The errors of the Lambda API and of API Gateway: the status, and the spelling of the member with the message. */
const ERRORS = {
  InvalidRequestContentException: [400, 'message'],
  InvalidParameterValueException: [400, 'message'],
  ResourceNotFoundException: [404, 'Message'],
  RequestTooLargeException: [413, 'message'],
  TooManyRequestsException: [429, 'message'],
  ServiceException: [500, 'Message'],
  // API Gateway's, for a WebSocket connection.
  GoneException: [410, 'message'],
  PayloadTooLargeException: [413, 'message'],
} as const satisfies Record<string, readonly [status: number, member: string]>

export class LambdaError extends Error {
  override readonly name: keyof typeof ERRORS
  readonly status: number
  readonly body: Buffer

  constructor(name: keyof typeof ERRORS, message: string) {
    super(message)
    const [status, member] = ERRORS[name]
    const type = status < 500 ? 'User' : 'Service'
    const reason = name === 'TooManyRequestsException' && {
      Reason: 'ConcurrentInvocationLimitExceeded',
    }
    this.name = name
    this.status = status
    this.body = Buffer.from(JSON.stringify({ ...reason, Type: type, [member]: message }))
  }

  static from(thrown: unknown): LambdaError {
    if (thrown instanceof LambdaError) return thrown
    if (thrown instanceof Error && thrown.name === 'TooManyCalls') {
      return new LambdaError('TooManyRequestsException', 'Rate Exceeded.')
    }
    // Any other error is a problem of this machine: a bundle that does not build, a folder that was deleted.
    const reason = messageOf(thrown)
    return new LambdaError(
      'ServiceException',
      `bedrock-local could not run the function: ${reason}`,
    )
  }
}

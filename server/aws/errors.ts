/** The origin of an error decides its namespace and how the message member is spelled. */
type Origin = 'bedrock' | 'front' | 'auth'

/** Every error that this server returns: status, origin, and whether AWS SDKs retry it. */
const ERRORS = {
  ValidationException: [400, 'bedrock'],
  ServiceQuotaExceededException: [400, 'bedrock'],
  ConflictException: [400, 'bedrock'],
  ResourceInUseException: [400, 'bedrock'],
  TooManyTagsException: [400, 'bedrock'],
  SerializationException: [400, 'front'],
  AccessDeniedException: [403, 'bedrock'],
  ExpiredTokenException: [403, 'auth'],
  UnrecognizedClientException: [403, 'auth'],
  InvalidSignatureException: [403, 'auth'],
  IncompleteSignatureException: [403, 'auth'],
  MissingAuthenticationTokenException: [403, 'auth'],
  ResourceNotFoundException: [404, 'bedrock'],
  FixtureNotFoundException: [404, 'bedrock'],
  UnknownOperationException: [404, 'front'],
  ModelTimeoutException: [408, 'bedrock'],
  RequestEntityTooLargeException: [413, 'front'],
  ModelErrorException: [424, 'bedrock'],
  ModelStreamErrorException: [424, 'bedrock'],
  ThrottlingException: [429, 'bedrock'],
  ModelNotReadyException: [429, 'bedrock'],
  InternalServerException: [500, 'bedrock'],
  NotImplementedException: [501, 'bedrock'],
  ServiceUnavailableException: [503, 'bedrock'],
} as const satisfies Record<string, readonly [status: number, origin: Origin]>

export type ErrorName = keyof typeof ERRORS

export const errorNames = Object.keys(ERRORS) as ErrorName[]

export function isErrorName(name: string): name is ErrorName {
  return Object.hasOwn(ERRORS, name)
}

/** The part of the server that rejected a call, unless it was request validation. */
export type Refuser = 'auth' | 'policy' | 'quota'

export interface ErrorOptions {
  /** Additional members: originalStatusCode, originalMessage, resourceName. */
  members?: Readonly<Record<string, string | number>>
  /** Overrides the origin: IAM denials come from the front end, missing model access comes from Bedrock. */
  origin?: Origin
  refuser?: Refuser
  cause?: unknown
}

export class AwsError extends Error {
  override readonly name: ErrorName
  readonly status: number
  readonly origin: Origin
  readonly refuser: Refuser | undefined
  readonly members: Readonly<Record<string, string | number>>

  constructor(name: ErrorName, message: string, options: ErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    const [status, origin] = ERRORS[name]
    this.name = name
    this.status = status
    this.origin = options.origin ?? origin
    this.refuser = options.refuser ?? (this.origin === 'auth' ? 'auth' : undefined)
    this.members = options.members ?? {}
  }

  /** Converts anything thrown to an error for clients; unexpected errors hide their message. */
  static from(thrown: unknown): AwsError {
    if (thrown instanceof AwsError) return thrown
    if (isTooDeep(thrown)) {
      return new AwsError('SerializationException', 'The request is nested too deeply.')
    }
    return new AwsError(
      'InternalServerException',
      'The system encountered an unexpected error during processing. Try your request again.',
      { cause: thrown },
    )
  }
}

/** Only happens for bodies nested thousands of levels deep. */
export function isTooDeep(thrown: unknown): boolean {
  return thrown instanceof RangeError && thrown.message.includes('call stack')
}

/** The value of `x-amzn-ErrorType`; SDKs use the part before the first colon. */
export function errorType({ name, origin }: AwsError): string {
  const namespace = origin === 'bedrock' ? 'com.amazon.bedrock' : 'com.amazon.coral.service'
  return `${name}:http://internal.amazon.com/coral/${namespace}/`
}

/** The body AWS sends: the front end writes `Message` where Bedrock and the signature check write `message`. */
export function errorBody(error: AwsError): Buffer {
  if (error.name === 'UnknownOperationException') return Buffer.from('<UnknownOperationException/>')
  const member = error.origin === 'front' ? 'Message' : 'message'
  return Buffer.from(JSON.stringify({ [member]: error.message, ...error.members }))
}

/** The name of an error in exception frames: lower camel case. */
export function exceptionType({ name }: AwsError): string {
  return name.charAt(0).toLowerCase() + name.slice(1)
}

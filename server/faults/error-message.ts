import { AwsError } from '../aws/errors.ts'
import type { ErrorName, ErrorOptions } from '../aws/errors.ts'

/** AWS's usual messages, for errors without a message. */
const MESSAGES: Partial<Record<ErrorName, string>> = {
  AccessDeniedException: "You don't have access to the model with the specified model ID.",
  ExpiredTokenException: 'The security token included in the request is expired',
  InternalServerException:
    'The system encountered an unexpected error during processing. Try your request again.',
  ModelErrorException:
    'The system encountered an unexpected error during processing. Try your request again.',
  ModelNotReadyException:
    'Model is not ready for inference. Wait and try your request again. Refer to https://docs.aws.amazon.com/bedrock/latest/userguide/invoke-imported-model.html#handle-model-not-ready-exception.',
  ModelStreamErrorException:
    'Model produced invalid sequence as part of ToolUse. Please refer to the model tool use troubleshooting guide.',
  ModelTimeoutException: 'Model has timed out in processing the request. Try your request again.',
  ResourceNotFoundException: 'Model not found.',
  ServiceQuotaExceededException: 'Your request exceeds the service quota for your account.',
  ServiceUnavailableException: 'Bedrock is unable to process your request.',
  ThrottlingException: 'Too many requests, please wait before trying again.',
  UnrecognizedClientException: 'The security token included in the request is invalid.',
  ValidationException: 'The provided model identifier is invalid.',
}

function errorMessage({ type, message }: WrittenError): string {
  return message ?? MESSAGES[type] ?? type
}

// Denials by IAM and the bearer key check come from the front end, which spells the body differently.
const FRONT =
  /^(?:User: .* is not authorized to perform|Invalid API Key|Authentication failed|Bearer Token)/

/** The error itself. */
export function errorOf(written: WrittenError, members?: ErrorOptions['members']): AwsError {
  const message = errorMessage(written)
  return new AwsError(written.type, message, {
    ...(members !== undefined && { members }),
    ...(written.type === 'AccessDeniedException' && FRONT.test(message) && { origin: 'front' }),
  })
}

/** An error as written in faults and fixtures. */
export interface WrittenError {
  type: ErrorName
  message?: string
  afterEvents?: number
}

import { BedrockClient } from '@aws-sdk/client-bedrock'
import { BedrockRuntimeClient } from '@aws-sdk/client-bedrock-runtime'

// Region, credentials and endpoint come from the environment, as in every AWS SDK. On Lambda the runtime sets
// AWS_REGION and the role's credentials; elsewhere AWS_ENDPOINT_URL_BEDROCK_RUNTIME may name another host.

/** The control plane: models and inference profiles. */
export function bedrock(): BedrockClient {
  return new BedrockClient({ maxAttempts: 3, retryMode: 'standard' })
}

/** The runtime. Create it once, outside the handler, so that later calls reuse its connection. */
export function bedrockRuntime(readTimeoutSec = 30): BedrockRuntimeClient {
  return new BedrockRuntimeClient({
    maxAttempts: 3,
    retryMode: 'standard',
    requestHandler: { requestTimeout: readTimeoutSec * 1000 },
  })
}

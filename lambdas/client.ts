import { BedrockClient } from '@aws-sdk/client-bedrock'
import { BedrockRuntimeClient } from '@aws-sdk/client-bedrock-runtime'

// Region, credentials and endpoint come from where every AWS SDK takes them: on Lambda the runtime sets
// AWS_REGION and the role's credentials, elsewhere AWS_ENDPOINT_URL_BEDROCK_RUNTIME may name another host.

/** The control plane: which models there are. */
export function bedrock(): BedrockClient {
  return new BedrockClient({ maxAttempts: 3, retryMode: 'standard' })
}

/** The runtime. Make it once, outside the handler, so that later calls reuse its connection. */
export function bedrockRuntime(readTimeoutSec = 30): BedrockRuntimeClient {
  return new BedrockRuntimeClient({
    maxAttempts: 3,
    retryMode: 'standard',
    requestHandler: { requestTimeout: readTimeoutSec * 1000 },
  })
}

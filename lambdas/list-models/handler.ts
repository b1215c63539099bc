import { ListFoundationModelsCommand } from '@aws-sdk/client-bedrock'
import { bedrock } from '../client.ts'

const client = bedrock()

interface Listed {
  models: { modelId: string; providerName: string }[]
}

/** Which foundation models the function's region offers. An error is left to Lambda, which reports it as it is. */
export async function handler(): Promise<Listed> {
  const { modelSummaries = [] } = await client.send(new ListFoundationModelsCommand({}))
  return {
    models: modelSummaries.map(({ modelId = '', providerName = '' }) => ({
      modelId,
      providerName,
    })),
  }
}

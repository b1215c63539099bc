import { ListFoundationModelsCommand } from '@aws-sdk/client-bedrock'
import { bedrock } from '../client.ts'

const client = bedrock()

interface Listed {
  models: { modelId: string; providerName: string }[]
}

/** Lists the foundation models of the function's region. Errors are thrown, so Lambda reports them unchanged. */
export async function handler(): Promise<Listed> {
  const { modelSummaries = [] } = await client.send(new ListFoundationModelsCommand({}))
  return {
    models: modelSummaries.map(({ modelId = '', providerName = '' }) => ({
      modelId,
      providerName,
    })),
  }
}

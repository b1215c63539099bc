import {
  ApiGatewayManagementApiClient,
  GoneException,
  PostToConnectionCommand,
} from '@aws-sdk/client-apigatewaymanagementapi'

// The template sets AWS_ENDPOINT_URL_APIGATEWAYMANAGEMENTAPI to the address of the API's stage.
const api = new ApiGatewayManagementApiClient({})

type Message =
  | { type: 'text'; text: string }
  | { type: 'end'; stopReason: string }
  | { type: 'error'; error: string }

/** The client has closed its connection. */
export class Disconnected extends Error {
  override readonly name = 'Disconnected'
}

export interface Client {
  post(message: Message): Promise<void>
}

export function clientOf(connectionId: string): Client {
  return {
    async post(message) {
      const command = new PostToConnectionCommand({
        ConnectionId: connectionId,
        Data: Buffer.from(JSON.stringify(message)),
      })
      await api.send(command).catch((error: unknown) => {
        if (error instanceof GoneException) throw new Disconnected('The client has disconnected')
        throw error
      })
    },
  }
}

import type { Call } from '../bedrock/types.ts'
import type { JsonObject } from '../json.ts'
import type { ModelAnswer, ModelServer } from '../model-server/model-server.ts'
import type { ModelServerOptions } from '../model-server/options.ts'

/** The model server behind this one, loaded on first use. */
export interface Behind {
  readonly options: ModelServerOptions
  ask(call: Call): Promise<ModelAnswer>
  /** A short answer of the model that is mapped to a name. */
  complete(name: string, request: JsonObject, signal: AbortSignal): Promise<string>
  /** A description of the server and its models, for the log. */
  describe(): Promise<{ level: 'info' | 'warn'; text: string }[]>
  close(): Promise<void>
}

export function createBehind(options: ModelServerOptions, lenient: boolean): Behind {
  let loading: Promise<ModelServer> | undefined
  const loaded = () =>
    (loading ??= import('../model-server/model-server.ts').then(
      (room) => new room.ModelServer(options, lenient),
    ))
  return {
    options,
    ask: async (call) => (await loaded()).ask(call),
    complete: async (...args) => (await loaded()).complete(...args),
    async describe() {
      const [{ describeServer: describe }, server] = await Promise.all([
        import('../model-server/describe.ts'),
        loaded(),
      ])
      return describe(server)
    },
    close: async () => (await loading)?.close(),
  }
}

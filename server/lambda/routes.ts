import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import type { FastifyInstance } from 'fastify'
import { AwsError } from '../aws/errors.ts'
import { WEB_SOCKET } from '../http/web-sockets.ts'
import { addCatalogue } from './catalogue.ts'
import type { MetricSample } from './embedded-metrics.ts'
import { LambdaError } from './errors.ts'
import { loadFunctions } from './functions.ts'
import type { Functions } from './functions.ts'
import { addInvocations } from './invocations.ts'
import { createRunner } from './runner.ts'
import type { Runner } from './runner.ts'
import { skippedFolders } from './skipped.ts'
import { Connections } from './socket-connections.ts'
import { answerHandshake } from './socket-handshake.ts'
import { addConnectionManagement } from './socket-management.ts'
import { addFunctionUrls } from './url-routes.ts'
import { Watchers } from './watchers.ts'

export interface LambdaOptions {
  /** A folder with one built function in each sub-folder, or `bundled` for the functions of this project. */
  dir: string
  /** The address of this server, where functions find Bedrock; known once it listens. */
  endpoint(): string
  region: string
  account: string
  /** Gets the metrics that functions write to their logs. */
  onMetric(fn: string, sample: MetricSample): void
  /** Why a request must not be answered. Routes are guarded already; WebSocket handshakes are not. */
  refusal(request: IncomingMessage): string | undefined
  log: { info(text: string): void; warn(text: string): void }
}

/** The functions that run on this machine, for the admin API. */
export interface RunningFunctions {
  functions: Functions
  watchers: Watchers
  stop: Runner['stop']
}

/** The Lambda API and the function URLs, for functions that run on this machine. */
export function addLambdaRoutes(app: FastifyInstance, options: LambdaOptions): RunningFunctions {
  const { region, account, log } = options
  const functions = loadFunctions(options.dir, { region, account })
  if (options.dir !== 'bundled') for (const text of skippedFolders(options.dir)) log.warn(text)
  const watchers = new Watchers()
  const runner = createRunner({
    region,
    account,
    endpoint: () => options.endpoint(),
    onLog: (fn, text) => {
      for (const line of text.split('\n')) if (line.trim() !== '') log.info(`[${fn.name}] ${line}`)
    },
    onMetric: (fn, sample) => options.onMetric(fn.name, sample),
    onCall: (fn, event) => watchers.tell(fn.name, event),
  })
  const serving = { functions, runner, warn: (text: string) => log.warn(text) }
  const connections = new Connections()
  app.server.on(WEB_SOCKET, (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const { refusal } = options
    void answerHandshake(request, socket, head, { ...serving, connections, refusal })
  })
  app.addHook('preClose', (done) => {
    connections.closeAll()
    done()
  })
  app.addHook('onClose', (_app, done) => {
    runner.close()
    done()
  })
  void app.register((scope, _options, done) => {
    scope.setErrorHandler((thrown, request, reply) => {
      // Requests that were rejected earlier are answered in the usual form.
      if (thrown instanceof AwsError) throw thrown
      const error = LambdaError.from(thrown)
      return reply
        .code(error.status)
        .headers({ 'content-type': 'application/json', 'x-amzn-errortype': error.name })
        .header('x-amzn-requestid', request.id)
        .send(error.body)
    })
    scope.addHook('onSend', (request, reply, payload, next) => {
      reply.header('x-amzn-requestid', request.id)
      if (!reply.hasHeader('content-type')) reply.header('content-type', 'application/json')
      next(null, payload)
    })
    addCatalogue(scope, functions, { region, account })
    addInvocations(scope, serving)
    addFunctionUrls(scope, serving)
    addConnectionManagement(scope, connections)
    done()
  })
  return { functions, watchers, stop: (name) => runner.stop(name) }
}

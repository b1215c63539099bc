import { ROOT_CONTEXT, SpanKind, SpanStatusCode } from '@opentelemetry/api'
import type { TextMapGetter } from '@opentelemetry/api'
import { ExportResultCode, W3CTraceContextPropagator } from '@opentelemetry/core'
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http'
import { detectResources, envDetector, resourceFromAttributes } from '@opentelemetry/resources'
import { BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace'
import type { SpanExporter } from '@opentelemetry/sdk-trace'
import { headerOf } from '../aws/canonical-request.ts'
import type { Headers } from '../aws/headers.ts'
import type { Call } from '../bedrock/types.ts'
import type { Logger } from '../journal/log.ts'
import type { Exchange } from '../journal/types.ts'
import { version } from '../package.ts'
import { attributesOf, errorType } from './attributes.ts'
import { batchFor, samplerFor } from './sampling.ts'
import { foreignProtocol, wantsContent } from './wanted.ts'

export interface Telemetry {
  /** Records a call that has ended, if it was one of a model. */
  trace(exchange: Exchange, call: Call): void
  /** Exports the rest, if the collector accepts it in time. */
  close(): Promise<void>
}

const EXPORT_MS = 3_000
const CLOSE_MS = 5_000

/** Spans by OTLP over HTTP. The packages read the standard variables of the process for the most part. */
export function startTelemetry(env: NodeJS.ProcessEnv, log: Logger): Telemetry {
  const protocol = foreignProtocol(env)
  if (protocol !== undefined)
    log.warn(`Spans are exported with OTLP over HTTP, not ${protocol}; use the port for HTTP.`)
  const resource = resourceFromAttributes({
    'service.name': 'bedrock-local',
    'service.version': version,
  }).merge(detectResources({ detectors: [envDetector] }))
  // The batches are bounded: if the collector does not keep up, spans are dropped.
  const exporter = withWarning(exporterFor(env), log)
  const spanProcessors = [new BatchSpanProcessor({ ...batchFor(env), exporter })]
  const sampler = samplerFor(env, (message) => log.warn(message))
  const provider = new TracerProvider({ resource, spanProcessors, ...(sampler && { sampler }) })
  const tracer = provider.getTracer('bedrock-local', version)
  const propagator = new W3CTraceContextPropagator()
  const withContent = wantsContent(env)
  return {
    trace(exchange, call) {
      if (call.operation.write === undefined) return
      const parent = propagator.extract(ROOT_CONTEXT, call.http.headers, HEADERS)
      const attributes = attributesOf(exchange, call, withContent)
      const name = `${String(attributes['gen_ai.operation.name'])} ${exchange.model?.sent ?? ''}`
      const options = { kind: SpanKind.SERVER, startTime: exchange.at, attributes }
      const span = tracer.startSpan(name.trimEnd(), options, parent)
      if (errorType(exchange) !== undefined) span.setStatus({ code: SpanStatusCode.ERROR })
      span.end(exchange.at + exchange.totalMs)
    },
    async close() {
      let timer: NodeJS.Timeout | undefined
      const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, CLOSE_MS)))
      await Promise.race([provider.shutdown().catch(() => undefined), late])
      clearTimeout(timer)
    },
  }
}

const HEADERS: TextMapGetter<Headers> = {
  get: headerOf,
  keys: (headers) => headers.map(([name]) => name),
}

/** With the standard's ten seconds, a stopped server would wait that long for a missing collector. */
function exporterFor(env: NodeJS.ProcessEnv): OTLPTraceExporter {
  const { OTEL_EXPORTER_OTLP_TIMEOUT: all, OTEL_EXPORTER_OTLP_TRACES_TIMEOUT: own } = env
  return new OTLPTraceExporter(all || own ? {} : { timeoutMillis: EXPORT_MS })
}

/** The first failure in a row is logged. */
function withWarning(exporter: SpanExporter, log: Logger): SpanExporter {
  let failed = false
  return {
    export(spans, done) {
      exporter.export(spans, (result) => {
        const failing = result.code === ExportResultCode.FAILED
        if (failing && !failed)
          log.warn(`Spans are not exported: ${result.error?.message ?? 'the collector failed'}`)
        failed = failing
        done(result)
      })
    },
    shutdown: () => exporter.shutdown(),
  }
}

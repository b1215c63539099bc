import pino from 'pino'
import { afterEach, expect, test, vi } from 'vitest'
import { startTelemetry } from '../../../server/telemetry/telemetry.ts'
import { callOf } from '../../support/calls.ts'
import { journalOf, keptIn, modelId } from '../../support/exchanges.ts'
import { userSays } from '../../support/questions.ts'

afterEach(() => void vi.unstubAllEnvs())

test('reports once that the collector cannot be reached, and that gRPC is not supported', async () => {
  vi.stubEnv('OTEL_EXPORTER_OTLP_ENDPOINT', 'http://127.0.0.1:1')
  vi.stubEnv('OTEL_EXPORTER_OTLP_TIMEOUT', '50')
  const messages: string[] = []
  const log = pino({ base: null }, { write: (line) => void messages.push(JSON.parse(line).msg) })
  const env = { OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc', OTEL_EXPORTER_OTLP_TIMEOUT: '50' }
  const telemetry = startTelemetry(env, log)
  expect(messages).toEqual([expect.stringContaining('with OTLP over HTTP, not grpc')])
  const body = { messages: userSays('Hello') }
  // More than one batch.
  for (let at = 0; at < 600; at++)
    telemetry.trace(keptIn(journalOf(), { body }), callOf('Converse', { model: modelId, body }))
  await telemetry.close()
  expect(messages.slice(1)).toEqual([expect.stringMatching(/^Spans are not exported: /)])
})

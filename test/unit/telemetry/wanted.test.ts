import { expect, test } from 'vitest'
import { foreignProtocol, wantsContent, wantsTelemetry } from '../../../server/telemetry/wanted.ts'

const endpoint = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://localhost:4318' }

test('spans are exported if a collector is configured, and not turned off', () => {
  expect(wantsTelemetry(endpoint)).toBe(true)
  expect(wantsTelemetry({ OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://localhost:4318/x' })).toBe(
    true,
  )
  expect(wantsTelemetry({ ...endpoint, OTEL_SDK_DISABLED: 'false' })).toBe(true)
  for (const off of [
    {},
    { OTEL_EXPORTER_OTLP_ENDPOINT: ' ' },
    { OTEL_SERVICE_NAME: 'app' },
    { ...endpoint, OTEL_SDK_DISABLED: 'TRUE' },
    { ...endpoint, OTEL_TRACES_EXPORTER: 'none' },
  ])
    expect(wantsTelemetry(off)).toBe(false)
})

test('content is added to spans if configured', () => {
  const content = (value: string) =>
    wantsContent({ OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT: value })
  expect(['true', 'True', 'SPAN_ONLY', 'span_and_event'].every(content)).toBe(true)
  expect(['', 'false', 'no_content', 'event_only', '1'].some(content)).toBe(false)
  expect(wantsContent({})).toBe(false)
})

test('only gRPC is unsupported', () => {
  expect(foreignProtocol({ OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' })).toBe('grpc')
  const own = { OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: 'http/protobuf' }
  expect(foreignProtocol({ OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc', ...own })).toBeUndefined()
  expect(foreignProtocol({})).toBeUndefined()
})

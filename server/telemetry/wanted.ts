/** Whether spans are to be exported, by the standard variables of OpenTelemetry. */
export function wantsTelemetry(env: NodeJS.ProcessEnv): boolean {
  const endpoint = env['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT'] || env['OTEL_EXPORTER_OTLP_ENDPOINT']
  if (endpoint === undefined || endpoint.trim() === '') return false
  return !isTrue(env['OTEL_SDK_DISABLED']) && env['OTEL_TRACES_EXPORTER']?.trim() !== 'none'
}

/** Whether spans may contain prompts and answers: `true`, or one of the values of later versions. */
export const wantsContent = (env: NodeJS.ProcessEnv): boolean =>
  /^(true|span_only|span_and_event)$/i.test(
    env['OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT']?.trim() ?? '',
  )

/** The protocol of the variables, if it is one that the server does not speak. */
export function foreignProtocol(env: NodeJS.ProcessEnv): string | undefined {
  const protocol = env['OTEL_EXPORTER_OTLP_TRACES_PROTOCOL'] || env['OTEL_EXPORTER_OTLP_PROTOCOL']
  return protocol === 'grpc' ? protocol : undefined
}

const isTrue = (value: string | undefined): boolean => value?.trim().toLowerCase() === 'true'

// CloudWatch's embedded metric format: a log line from which CloudWatch creates metrics, without an API call.

export interface CallMetrics {
  modelId: string
  stopReason: string
  inputTokens: number
  outputTokens: number
  totalMs: number
  firstTokenMs?: number | undefined
  costUsd?: number | undefined
  /** Attempts beyond the first. */
  retries: number
  throttled: boolean
  failed: boolean
}

const NAMESPACE = 'BedrockFunctions'

const UNITS = {
  Calls: 'Count',
  InputTokens: 'Count',
  OutputTokens: 'Count',
  FirstTokenMs: 'Milliseconds',
  TotalMs: 'Milliseconds',
  EstimatedCostUsd: 'None',
  Retries: 'Count',
  Throttles: 'Count',
  Errors: 'Count',
} as const

/** Writes the metrics of one call. They contain numbers and names, never the prompt or the answer. */
export function emit(call: CallMetrics): void {
  const functionName = process.env['AWS_LAMBDA_FUNCTION_NAME'] ?? 'local'
  const values: Partial<Record<keyof typeof UNITS, number>> = {
    Calls: 1,
    InputTokens: call.inputTokens,
    OutputTokens: call.outputTokens,
    TotalMs: call.totalMs,
    Retries: call.retries,
    Throttles: Number(call.throttled),
    Errors: Number(call.failed),
    ...(call.firstTokenMs !== undefined && { FirstTokenMs: call.firstTokenMs }),
    ...(call.costUsd !== undefined && { EstimatedCostUsd: call.costUsd }),
  }
  const metrics = Object.keys(values).map((Name) => ({
    Name,
    Unit: UNITS[Name as keyof typeof UNITS],
  }))
  const entry = {
    _aws: {
      Timestamp: Date.now(),
      CloudWatchMetrics: [
        { Namespace: NAMESPACE, Dimensions: [['FunctionName', 'ModelId']], Metrics: metrics },
        // Counts answers by stop reason: max_tokens, guardrail_intervened, ...
        {
          Namespace: NAMESPACE,
          Dimensions: [['FunctionName', 'StopReason']],
          Metrics: [{ Name: 'Calls', Unit: 'Count' }],
        },
      ],
    },
    FunctionName: functionName,
    ModelId: call.modelId,
    StopReason: call.stopReason,
    ...values,
  }
  // Lambda's console.log puts a time and a request id before the JSON, and CloudWatch would find no metrics in it.
  process.stdout.write(`${JSON.stringify(entry)}\n`)
}

/** The guardrail of a request; none is sent without an id. */
export interface GuardrailChoice {
  id: string
  version: string
  trace: string
  /** For streams only. */
  mode: string
}

export const NO_GUARDRAIL: GuardrailChoice = {
  id: '',
  version: 'DRAFT',
  trace: 'enabled',
  mode: '',
}

interface GuardrailConfig {
  guardrailIdentifier: string
  guardrailVersion: string
  trace?: string
  streamProcessingMode?: string
}

/** The member `guardrailConfig`; undefined without a guardrail. */
export function guardrailConfigOf(
  { id, version, trace, mode }: GuardrailChoice,
  streams: boolean,
): GuardrailConfig | undefined {
  if (id === '') return undefined
  return {
    guardrailIdentifier: id,
    guardrailVersion: version,
    ...(trace !== '' && { trace }),
    ...(mode !== '' && streams && { streamProcessingMode: mode }),
  }
}

const text = (value: unknown) => (typeof value === 'string' ? value : '')

export function guardrailOf(config: unknown): GuardrailChoice {
  const { guardrailIdentifier, guardrailVersion, trace, streamProcessingMode } = config as Record<
    string,
    unknown
  >
  return {
    id: text(guardrailIdentifier),
    version: text(guardrailVersion),
    trace: text(trace),
    mode: text(streamProcessingMode),
  }
}

import { explain, modelWords, operationWords } from '../fixtures/explain.ts'
import { shown } from '../fixtures/folder.ts'
import type { Recording } from '../recordings/recording.ts'
import { askedText } from '../recordings/recording-name.ts'
import type { Rule } from '../fixtures/rule.ts'
import { quoted } from '../matching/text.ts'

/** One fixture or recording, as lists show it. */
export interface Listed {
  name: string
  kind: 'rule' | 'recording'
  file: string
  operation: string
  model: string
  /** What it matches, in words. */
  match: string
  priority: number
  /** How often it answered since it was loaded. */
  calls: number
}

export function listedRule(rule: Rule): Listed {
  return {
    name: rule.name,
    kind: 'rule',
    file: rule.file,
    operation: operationWords(rule),
    model: modelWords(rule),
    match: explain(rule),
    priority: rule.priority,
    calls: rule.calls,
  }
}

export function listedRecording(recording: Recording, calls: number): Listed {
  const asked = askedText(recording.parts)
  return {
    name: recording.name,
    kind: 'recording',
    file: shown(recording.file),
    operation: recording.operation.name,
    model: recording.model,
    match: asked === '' ? 'the recorded request' : `the recorded request ${quoted(asked)}`,
    priority: 0,
    calls,
  }
}

import { explain, modelWords, operationWords } from '../fixtures/explain.ts'
import { displayPath } from '../fixtures/folder.ts'
import type { Recording } from '../recordings/recording.ts'
import { lastPrompt } from '../recordings/recording-name.ts'
import type { Rule } from '../fixtures/rule.ts'
import { quoted } from '../matching/text.ts'

/** A fixture or recording, as shown in lists. */
export interface ListedFixture {
  name: string
  kind: 'rule' | 'recording'
  file: string
  operation: string
  model: string
  /** What it matches, in words. */
  match: string
  priority: number
  /** How often it has answered since it was loaded. */
  calls: number
}

export function describeRule(rule: Rule): ListedFixture {
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

export function describeRecording(recording: Recording, calls: number): ListedFixture {
  const prompt = lastPrompt(recording.parts)
  return {
    name: recording.name,
    kind: 'recording',
    file: displayPath(recording.file),
    operation: recording.operation.name,
    model: recording.model,
    match: prompt === '' ? 'the recorded request' : `the recorded request ${quoted(prompt)}`,
    priority: 0,
    calls,
  }
}

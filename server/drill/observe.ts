import type { Exchange } from '../journal/types.ts'
import { admitsTrouble, isCrash, isHttpFailure, shownPart } from './signals.ts'
import type { Baseline, DrillCase, RunEnd, Observation, SeenCall } from './types.ts'

/** The operations that call a model; a drill disturbs no others. */
export const OPERATIONS = [
  'Converse',
  'ConverseStream',
  'InvokeModel',
  'InvokeModelWithResponseStream',
] as const

/** The calls in the journal, in the order in which they arrived; `name` is that of the drill's fault or fixture. */
export function callsOf(exchanges: readonly Exchange[], name?: string): SeenCall[] {
  return exchanges
    .filter(({ operation }) => (OPERATIONS as readonly string[]).includes(operation))
    .map((exchange) => {
      const { asked, model, operation, at, totalMs, status, ended, fault, fixture } = exchange
      const struck = name !== undefined && (fault === name || fixture === name)
      return {
        question: JSON.stringify([asked?.system, asked?.prompt, asked?.turn]),
        prompt: asked?.prompt ?? '',
        model: model?.sent ?? '',
        streams: operation.endsWith('Stream'),
        at,
        endedAt: at + totalMs,
        struck,
        answered: !struck && status === 200 && ended === 'complete',
        text: textOf(exchange),
      }
    })
    .toSorted((a, b) => a.at - b.at)
}

function textOf({ reply }: Exchange): string {
  if (reply?.kind !== 'message') return ''
  return reply.content.map((block) => ('text' in block ? block.text : '')).join('')
}

/** Compares a run with the plain one. */
export function observe(
  { trouble }: Pick<DrillCase, 'trouble'>,
  ending: RunEnd,
  calls: readonly SeenCall[],
  plain: Baseline,
): Observation {
  const first = calls.find(({ struck }) => struck)
  const attempts = calls.filter(({ question }) => question === first?.question)
  const { output } = ending
  const usual = plain.calls.filter(({ question }) => question === first?.question)
  const text = usual.find((call) => call.text !== '')?.text ?? ''
  const part = shownPart(text, output, plain.ending.output)
  return {
    ...ending,
    trouble,
    attempts: attempts.length,
    struck: attempts.filter(({ struck, model }) => struck && model === first?.model).length,
    usual: usual.length,
    waitsMs: attempts
      .slice(1)
      .map(({ at }, before) => Math.max(0, Math.round(at - (attempts[before]?.endedAt ?? at)))),
    answered: attempts.some(({ answered }) => answered),
    askedAgain: calls.length > plain.calls.length,
    failed: ending.exitCode !== 0 || isHttpFailure(output, plain.ending.output),
    admits: admitsTrouble(output, plain.ending.output),
    crashed: isCrash(output, plain.ending.output),
    showsAll: part === text.trim(),
    ...(part !== undefined && { shown: part }),
  }
}

import { declaredGuardrails, mistakeIn } from '../guardrails/declared.ts'
import type { DeclaredGuardrail } from '../guardrails/declared.ts'
import { isObject } from '../json.ts'
import type { Sessions } from '../sessions.ts'
import { ConfigError } from '../settings/config.ts'
import type { Config } from '../settings/settings.ts'
import type { Store } from '../store/store.ts'

/** Makes the guardrails of the config and of files known to every session. With one id, that of the config counts. */
export function declareGuardrails(config: Config, sessions: Sessions, store: Store): void {
  const configured = readGuardrails(config.guardrails)
  sessions.shared.provide(declaredGuardrails, {
    account: config.account,
    all: () => [...configured, ...store.guardrails],
  })
}

/** The config's `guardrails`. What is wrong in them stops the start, all at once. */
function readGuardrails(written: unknown): DeclaredGuardrail[] {
  if (written === undefined) return []
  if (!isObject(written)) {
    throw new ConfigError(
      'guardrails takes an object with the body of CreateGuardrail for each guardrail id',
    )
  }
  const problems: string[] = []
  const guardrails: DeclaredGuardrail[] = []
  for (const [id, body] of Object.entries(written)) {
    const mistake = mistakeIn(id, body)
    if (mistake !== undefined) problems.push(`guardrails.${id}: ${mistake.message}`)
    else if (isObject(body))
      guardrails.push({ id, body, source: `the config (guardrails.${id})`, declaredAt: Date.now() })
  }
  if (problems.length > 0) throw new ConfigError(problems.join('\n'))
  return guardrails
}

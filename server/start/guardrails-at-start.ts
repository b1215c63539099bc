import { parseArn } from '../aws/arn.ts'
import { shapeOf } from '../aws/shapes.ts'
import { assertValid } from '../aws/validate.ts'
import { timestamp } from '../clock.ts'
import { declaredEnforcement } from '../guardrails/enforced.ts'
import type { EnforcedConfig, StoredEnforcement } from '../guardrails/enforced.ts'
import { declaredGuardrails, declarationMistake } from '../guardrails/declared.ts'
import type { DeclaredGuardrail } from '../guardrails/declared.ts'
import { isObject } from '../json.ts'
import type { Session } from '../sessions.ts'
import { ConfigError } from '../settings/config.ts'
import type { Config } from '../settings/settings.ts'
import { AwsError } from '../aws/errors.ts'
import { didYouMean } from '../shape/nearest-name.ts'
import type { Store } from '../store/store.ts'

/** Adds the guardrails of the config and of files to every session. If both have an id, the config's is used. */
export function declareGuardrails(
  config: Pick<Config, 'account' | 'guardrails' | 'enforcedGuardrail' | 'region'>,
  shared: Session,
  store: Pick<Store, 'guardrails'>,
): void {
  const configured = readGuardrails(config.guardrails)
  shared.provide(declaredGuardrails, {
    account: config.account,
    all: () => [...configured, ...store.guardrails],
  })
  const is = readEnforced(config.enforcedGuardrail, (id) =>
    [...configured, ...store.guardrails].some((one) => one.id === id),
  )
  shared.provide(declaredEnforcement, { is })
}

const ENFORCED = shapeOf('AccountEnforcedGuardrailInferenceInputConfiguration')

/** The config's `enforcedGuardrail`. A mistake in it prevents the start. */
function readEnforced(
  written: unknown,
  isDeclared: (id: string) => boolean,
): StoredEnforcement | undefined {
  if (written === undefined) return undefined
  if (!isObject(written))
    throw new ConfigError(
      'enforcedGuardrail takes an object with guardrailIdentifier and guardrailVersion',
    )
  const unknown = Object.keys(written).find((name) => !ENFORCED.members.has(name))
  if (unknown !== undefined)
    throw new ConfigError(
      `enforcedGuardrail.${unknown} is unknown${didYouMean(unknown, [...ENFORCED.members.keys()])}`,
    )
  try {
    assertValid(ENFORCED.name, written)
  } catch (thrown) {
    throw new ConfigError(`enforcedGuardrail: ${AwsError.from(thrown).message}`, { cause: thrown })
  }
  const config = written as unknown as EnforcedConfig
  const sent = config.guardrailIdentifier
  const id = parseArn(sent)?.id ?? sent
  if (!isDeclared(id))
    throw new ConfigError(
      `enforcedGuardrail names ${id}, which neither the config nor a file in guardrails/ declares`,
    )
  const now = timestamp(Date.now())
  return { configId: 'config', config, createdAt: now, updatedAt: now }
}

/** The config's `guardrails`. Mistakes in them prevent the start, and are all reported. */
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
    const mistake = declarationMistake(id, body)
    if (mistake !== undefined) problems.push(`guardrails.${id}: ${mistake.message}`)
    else if (isObject(body))
      guardrails.push({ id, body, source: `the config (guardrails.${id})`, declaredAt: Date.now() })
  }
  if (problems.length > 0) throw new ConfigError(problems.join('\n'))
  return guardrails
}

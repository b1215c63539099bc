import type { SideSummary } from '../guardrails/summary.ts'
import { slugIn } from '../recordings/recording-name.ts'
import { yamlOf } from '../recordings/yaml.ts'
import { fixtureOf } from './fixture-of.ts'
import type { RequestSummary, Exchange } from './types.ts'

/** A draft of a fixture, in pieces, so that conditions can be left out. */
export interface DraftFixture {
  /** A suggested path in a fixtures folder. */
  path: string
  /** Members of `match`, each as YAML. */
  conditions: { name: string; yaml: string }[]
  /** The rest, as YAML. */
  answer: string
}

const PLACEHOLDER = 'Write the answer here.'
/** The beginning of a long prompt is enough. */
const MAX_PROMPT = 300

/** A fixture that answers calls like this one. */
export function draftOf(exchange: Exchange): DraftFixture {
  const { asked } = exchange
  const match = {
    ...modelOf(exchange),
    ...(asked !== undefined && conditionsOf(asked)),
    ...(asked === undefined && { operation: exchange.operation }),
  }
  const slug = slugIn(asked?.prompt ?? '')
  return {
    path: `saved/${slug === '' ? exchange.operation.toLowerCase() : slug}.yaml`,
    conditions: Object.entries(match).map(([name, value]) => ({
      name,
      yaml: yamlOf({ [name]: value }).replaceAll(/^(?=.)/gm, '  '),
    })),
    answer: yamlOf(answerOf(exchange)),
  }
}

/**
 * The guardrail's verdict, if it blocked the call: guardrails run before fixtures, so an answer would never be used.
 * Masks depend on the text and are left to the guardrail's rules.
 */
function verdictOf({ guardrail, operation }: Exchange): object | undefined {
  const { input, output } = guardrail ?? {}
  const isBlocked = input?.action === 'BLOCKED' || output?.action === 'BLOCKED'
  if (operation !== 'ApplyGuardrail' && !isBlocked) return undefined
  const verdict = { ...wordOf('input', input), ...wordOf('output', output) }
  return Object.keys(verdict).length === 0 ? undefined : verdict
}

function wordOf(side: 'input' | 'output', summary: SideSummary | undefined): object {
  if (summary === undefined || summary.action === 'MASKED') return {}
  return { [side]: summary.action === 'BLOCKED' ? 'blocked' : 'none' }
}

/** A glob that also matches the model's next version and all its profiles. */
function modelOf({ model }: Exchange): { model?: string } {
  const id = model?.foundation ?? model?.sent
  if (id === undefined || id === '') return {}
  return { model: id.replace(/(?:-\d{8})?-v\d+(?::\d+)*$/, '-*') }
}

function conditionsOf({ prompt, system, tools, toolResults, turn }: RequestSummary): object {
  const [result] = toolResults
  return {
    ...(prompt !== '' && { prompt: prompt.slice(0, MAX_PROMPT) }),
    ...(result !== undefined && result !== '' && { toolResult: { name: result } }),
    ...(system !== '' && { system: system.slice(0, MAX_PROMPT) }),
    ...(tools.length > 0 && { tools: [...tools] }),
    ...(turn > 1 && { turn }),
  }
}

/** The verdict of its guardrail or the answer, if a fixture can express it; otherwise a placeholder. */
function answerOf(exchange: Exchange): object {
  const guardrail = verdictOf(exchange)
  if (guardrail !== undefined) return { guardrail }
  // An unsupported operation is answered with a native body.
  if (exchange.error?.name === 'NotImplementedException') return { answer: { native: {} } }
  try {
    const { match: _match, ...rest } = fixtureOf(exchange).fixture
    if (Object.keys(rest).length > 0) return rest
  } catch {
    // The call found no answer, or one that no fixture can express.
  }
  return { answer: { text: PLACEHOLDER } }
}

import { dump } from 'js-yaml'
import { slugIn } from '../recordings/recording-name.ts'
import { fixtureOf } from './fixture-of.ts'
import type { Asked, Exchange } from './types.ts'

/** A fixture to begin with, in pieces, so that conditions can be left out. */
export interface DraftFixture {
  /** Where it could be saved, in a folder of fixtures. */
  path: string
  /** Members of `match`, each as YAML. */
  conditions: { name: string; yaml: string }[]
  /** The rest, as YAML. */
  answer: string
}

const PLACEHOLDER = 'Write the answer here.'
/** Of a long prompt its beginning tells enough. */
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
      yaml: yaml({ [name]: value }).replaceAll(/^(?=.)/gm, '  '),
    })),
    answer: yaml(answerOf(exchange)),
  }
}

const yaml = (value: object): string => dump(value, { lineWidth: -1, noRefs: true })

/** A glob that fits the next version of the model, too, and every profile of it. */
function modelOf({ model }: Exchange): { model?: string } {
  const id = model?.foundation ?? model?.sent
  if (id === undefined || id === '') return {}
  return { model: id.replace(/(?:-\d{8})?-v\d+(?::\d+)*$/, '-*') }
}

function conditionsOf({ prompt, system, tools, toolResults, turn }: Asked): object {
  const [result] = toolResults
  return {
    ...(prompt !== '' && { prompt: prompt.slice(0, MAX_PROMPT) }),
    ...(result !== undefined && result !== '' && { toolResult: { name: result } }),
    ...(system !== '' && { system: system.slice(0, MAX_PROMPT) }),
    ...(tools.length > 0 && { tools: [...tools] }),
    ...(turn > 1 && { turn }),
  }
}

/** What was answered, where that can be written; else a text to overwrite. */
function answerOf(exchange: Exchange): object {
  try {
    const { match: _match, ...rest } = fixtureOf(exchange).fixture
    if (Object.keys(rest).length > 0) return rest
  } catch {
    // A call that found no answer, or one that no fixture can say.
  }
  return { answer: { text: PLACEHOLDER } }
}

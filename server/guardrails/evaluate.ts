import type { JsonObject } from '../json.ts'
import { compile } from './compile.ts'
import type { Compiled } from './compile.ts'
import { confidenceOf, withinReach } from './content.ts'
import { noGround, scoreOf } from './grounding.ts'
import { coverageOf } from './images.ts'
import type { BlockAction, Guardrail } from './policy.ts'
import { profanities } from './profanity.ts'
import { findSensitive } from './sensitive.ts'
import { actionOn } from './sides.ts'
import type { Side } from './sides.ts'
import type { Findings, Question, Units, Verdict } from './verdict.ts'

/** An entry of an assessment, and what it leads to. */
interface Entry {
  json: JsonObject
  action: BlockAction
  detected: boolean
}

/** The verdict of a guardrail on texts. The same texts get the same verdict. */
export function evaluate(guardrail: Guardrail, question: Question): Verdict {
  const { side, texts, unguarded = 0, full = false, images = 0 } = question
  const compiled = compile(guardrail)
  const content = contentOf(compiled, question)
  const grounding = groundingOf(compiled, question)
  const topics = topicsOf(compiled, question)
  const words = wordsOf(compiled, question)
  const managed = managedOf(compiled, question)
  const sensitive = findSensitive(compiled, side, texts, full)

  const show = (entries: readonly Entry[]) =>
    entries.filter(({ detected }) => full || detected).map(({ json }) => json)
  const findings: Findings = {}
  const filters = show(content)
  if (filters.length > 0) findings.contentPolicy = { filters }
  // Observed of AWS: scores are reported whether they pass or not.
  if (grounding.length > 0)
    findings.contextualGroundingPolicy = { filters: grounding.map(({ json }) => json) }
  const { piiEntities, regexes } = sensitive
  if (piiEntities.length + regexes.length > 0)
    findings.sensitiveInformationPolicy = {
      ...(piiEntities.length > 0 && { piiEntities }),
      ...(regexes.length > 0 && { regexes }),
    }
  if (show(topics).length > 0) findings.topicPolicy = { topics: show(topics) }
  const customWords = show(words)
  const managedWordLists = show(managed)
  if (customWords.length + managedWordLists.length > 0)
    findings.wordPolicy = {
      ...(customWords.length > 0 && { customWords }),
      ...(managedWordLists.length > 0 && { managedWordLists }),
    }

  const isBlocked =
    sensitive.blocks ||
    [content, grounding, topics, words, managed].some((entries) =>
      entries.some(({ action, detected }) => detected && action === 'BLOCK'),
    )
  const isMasked = sensitive.masks.some((masks) => masks.length > 0)
  const guarded = texts.reduce((sum, text) => sum + text.length, 0)
  const unit = Math.ceil(guarded / 1000)
  const units: Units = {
    contentPolicyUnits: content.length > 0 ? unit : 0,
    contextualGroundingPolicyUnits: grounding.length > 0 ? groundUnits(question) : 0,
    sensitiveInformationPolicyFreeUnits: sensitive.asksRegexes ? unit : 0,
    sensitiveInformationPolicyUnits: sensitive.asksEntities ? unit : 0,
    topicPolicyUnits: topics.length > 0 ? unit : 0,
    wordPolicyUnits: managed.length > 0 || asksWords(compiled, side) ? unit : 0,
  }
  return {
    guardrail,
    side,
    action: isBlocked ? 'BLOCKED' : isMasked ? 'MASKED' : 'NONE',
    findings,
    masks: isBlocked ? texts.map(() => []) : sensitive.masks,
    units,
    characters: { guarded, total: guarded + unguarded },
    images: coverageOf(guardrail, images),
  }
}

const taken = (action: BlockAction, detected: boolean) =>
  detected && action === 'BLOCK' ? 'BLOCKED' : 'NONE'

function contentOf({ guardrail }: Compiled, { side, texts, opinion }: Question): Entry[] {
  const entries: Entry[] = []
  for (const filter of guardrail.contentPolicy?.filters ?? []) {
    const { type, inputStrength, outputStrength } = filter
    const filterStrength = side === 'INPUT' ? inputStrength : outputStrength
    const action = actionOn(filter, side, 'BLOCK')
    if (action === undefined || filterStrength === 'NONE') continue
    // Only prompts can be attacks.
    if (type === 'PROMPT_ATTACK' && side === 'OUTPUT') continue
    const confidences =
      opinion === undefined
        ? texts.map((text) => confidenceOf(text, type, filterStrength))
        : [withinReach(opinion.filters.get(type), filterStrength)]
    const confidence =
      (['HIGH', 'MEDIUM', 'LOW'] as const).find((one) => confidences.includes(one)) ?? 'NONE'
    const detected = confidence !== 'NONE'
    const json = { action: taken(action, detected), confidence, detected, filterStrength, type }
    entries.push({ json, action, detected })
  }
  return entries
}

function topicsOf({ topics }: Compiled, { side, texts, opinion }: Question): Entry[] {
  const entries: Entry[] = []
  for (const { topic, test } of topics) {
    const action = actionOn(topic, side, 'BLOCK')
    if (action === undefined) continue
    const detected = opinion === undefined ? texts.some(test) : opinion.topics.has(topic.name)
    const json = { action: taken(action, detected), detected, name: topic.name, type: 'DENY' }
    entries.push({ json, action, detected })
  }
  return entries
}

function wordsOf({ words, terms }: Compiled, { side, texts, full }: Question): Entry[] {
  if (terms === undefined) return []
  const found = new Set(texts.flatMap((text) => terms.find(text)))
  const entry = (match: string, detected: boolean): Entry[] => {
    const action = actionOn(words.get(match) ?? {}, side, 'BLOCK')
    if (action === undefined) return []
    return [{ json: { action: taken(action, detected), detected, match }, action, detected }]
  }
  const hits = [...found].flatMap((match) => entry(match, true))
  if (full !== true) return hits
  const rest = [...words.keys()].filter((match) => !found.has(match))
  return [...hits, ...rest.flatMap((match) => entry(match, false))]
}

const asksWords = ({ words }: Compiled, side: Side): boolean =>
  [...words.values()].some((word) => actionOn(word, side, 'BLOCK') !== undefined)

function managedOf({ guardrail }: Compiled, { side, texts }: Question): Entry[] {
  return (guardrail.wordPolicy?.managedWordLists ?? []).flatMap((list): Entry[] => {
    const action = actionOn(list, side, 'BLOCK')
    if (action === undefined) return []
    const found = new Set(texts.flatMap(profanities))
    const { type } = list
    if (found.size === 0)
      return [
        { json: { action: 'NONE', detected: false, match: '', type }, action, detected: false },
      ]
    return [...found].map((match) => ({
      json: { action: taken(action, true), detected: true, match, type },
      action,
      detected: true,
    }))
  })
}

function groundingOf({ guardrail }: Compiled, { side, texts, ground }: Question): Entry[] {
  const filters = (guardrail.contextualGroundingPolicy?.filters ?? []).filter(
    ({ enabled }) => enabled !== false,
  )
  if (side === 'INPUT' || filters.length === 0 || ground === undefined) return []
  if (ground.source === '') throw noGround('grounding source')
  if (ground.query === '') throw noGround('query')
  const answer = texts.join('\n')
  if (answer === '') throw noGround('content to guard')
  return filters.map(({ type, threshold, action = 'BLOCK' }) => {
    const score = scoreOf(type, answer, ground)
    const detected = score < threshold
    const json = { action: taken(action, detected), detected, score, threshold, type }
    return { json, action, detected }
  })
}

function groundUnits({ texts, ground = { source: '', query: '' } }: Question): number {
  const answer = texts.reduce((sum, text) => sum + text.length, 0)
  return Math.ceil((answer + ground.source.length + ground.query.length) / 1000)
}

import { AwsError } from '../aws/errors.ts'
import type { Call } from '../bedrock/types.ts'
import { paceOf } from '../write/pace.ts'
import { AcrossIndex } from './across.ts'
import { requestWords } from './request-words.ts'
import { differences } from './differences.ts'
import { keyOf, makeKey, sameJson, sameRequest } from './key.ts'
import type { RequestKey } from './key.ts'
import { addTo } from '../lists.ts'
import type { NearMiss } from '../fixtures/nearest.ts'
import type { RecordedResponse } from './recorded-response.ts'
import type { Recording } from './recording.ts'
import { RecordingRun } from './recording-run.ts'
import type { FixtureSettings } from '../redaction/settings-file.ts'
import { lossesOrAll, lossInWords, siblingLosses } from './losses.ts'
import { inSiblingForm } from './sibling.ts'
import { WordIndex } from '../matching/word-index.ts'
import type { Pace, Answer } from '../bedrock/answer.ts'
import { messageOf } from '../text/error-message.ts'

/** A recording that answers a call. */
export interface Hit {
  recording: Recording
  /** Whether the model was named in the same way; otherwise it is the same resource or foundation model. */
  exact: boolean
  /** Whether the recorded payloads play unchanged; otherwise they go through the neutral form. */
  sameOperation: boolean
  /** The recorded request, if it came through another API. */
  as?: Call
  /** Whether record mode may use it: recorded before this run, for the same operation and model. */
  earlier: boolean
}

export interface Recordings {
  add(recording: Recording): void
  remove(recording: Recording): void
  find(call: Call): Hit | undefined
  /** Plays the answer at a place of the sequence, at its own pace or the given one. */
  play(hit: Hit, call: Call, place: number, pace?: string): Answer
  /** Near misses, closest first, each with the differences in words. */
  nearest(call: Call, max: number): NearMiss[]
  /** Whether any recording answers operations of this group. */
  has(group: string): boolean
  readonly size: number
}

interface Entry {
  recording: Recording
  key: RequestKey
}

const AS_IT_CAME: Pace = { kind: 'recorded', speed: 1 }

/** Recordings by the fingerprint of their request, verified by deep equality. */
export function createRecordings(
  settings: FixtureSettings,
  run: RecordingRun = new RecordingRun(),
): Recordings {
  return new Index(settings, run)
}

/** At most this many are compared in full. If there are more, those that share the rarest words with the request. */
const MAX_COMPARED = 64

class Index implements Recordings {
  readonly #settings: FixtureSettings
  readonly #run: RecordingRun
  readonly #byFingerprint = new Map<number, Entry[]>()
  readonly #byGroup = new Map<string, Entry[]>()
  /** By foundation model; built when a call first finds no answer within its own API. */
  readonly #across = new Map<string, AcrossIndex>()
  /** How many came through APIs of OpenAI or Anthropic. */
  #vendors = 0
  /** By group; built when a call first finds no answer among many. */
  readonly #byWord = new Map<string, WordIndex<Entry>>()
  #redacted = 0
  #size = 0

  constructor(settings: FixtureSettings, run: RecordingRun) {
    this.#settings = settings
    this.#run = run
  }

  get size(): number {
    return this.#size
  }

  has(group: string): boolean {
    return this.#byGroup.has(group)
  }

  add(recording: Recording): void {
    const entry = { recording, key: makeKey(recording.parts, this.#settings) }
    addTo(this.#byFingerprint, entry.key.fingerprint, entry)
    addTo(this.#byGroup, entry.key.group, entry)
    this.#byWord.delete(entry.key.group)
    if (recording.redacted) this.#redacted += 1
    if (recording.operation.door !== undefined) this.#vendors += 1
    this.#across.clear()
    this.#size += 1
  }

  remove(recording: Recording): void {
    const { fingerprint, group } = makeKey(recording.parts, this.#settings)
    if (!drop(this.#byFingerprint, fingerprint, recording)) return
    drop(this.#byGroup, group, recording)
    this.#byWord.delete(group)
    if (recording.redacted) this.#redacted -= 1
    if (recording.operation.door !== undefined) this.#vendors -= 1
    this.#across.clear()
    this.#size -= 1
  }

  find(call: Call): Hit | undefined {
    if (this.#size === 0) return undefined
    const found = this.#search(keyOf(call, this.#settings), call)
    if (found !== undefined) return found
    // Redaction costs more than all the rest, so it is deferred until the plain request is not found.
    const redacted =
      this.#redacted === 0 ? undefined : this.#search(keyOf(call, this.#settings, true), call)
    return redacted ?? this.#searchAcross(call)
  }

  /** Recordings of other APIs for the same model. */
  #searchAcross(call: Call): Hit | undefined {
    const found = this.#acrossFor(call)?.find(call)
    return found && { ...found, exact: false, sameOperation: false, earlier: false }
  }

  #acrossFor(call: Call): AcrossIndex | undefined {
    if (call.operation.door === undefined && this.#vendors === 0) return undefined
    if (call.input['modelId'] === undefined) return undefined
    const { foundation } = call.model()
    if (foundation === undefined) return undefined
    let index = this.#across.get(foundation)
    if (index === undefined) {
      const all = [...this.#byGroup.values()].flat()
      const same = all.filter(({ key }) => key.foundation === foundation)
      index = new AcrossIndex(
        same.map(({ recording }) => recording),
        call,
      )
      this.#across.set(foundation, index)
    }
    return index
  }

  #search(key: RequestKey, call: Call): Hit | undefined {
    let best: Hit | undefined
    let min = Infinity
    for (const entry of this.#byFingerprint.get(key.fingerprint) ?? []) {
      const sameModel = entry.key.model === key.model
      if (!sameModel && (key.foundation === undefined || entry.key.foundation !== key.foundation))
        continue
      const { recording } = entry
      const exact = sameModel && entry.key.sent === key.sent
      const sameOperation =
        recording.operation.name === call.operation.name &&
        hasSameForm(recording, entry.key, key, call)
      const distance = (sameModel ? 0 : 4) + (sameOperation ? 0 : 2) + (exact ? 0 : 1)
      // Among equals, the later one: folders are read in order, and later ones win.
      if (distance > min || !sameRequest(entry.key, key)) continue
      if (sameOperation && !sameJson(entry.key.own, key.own)) continue
      if (!sameModel && !succeeded(recording)) continue
      if (!sameOperation && lostBy(recording, call).length > 0) continue
      min = distance
      const earlier = sameModel && sameOperation && !this.#run.wrote(recording.file)
      best = { recording, exact, sameOperation, earlier }
    }
    return best
  }

  play({ recording, sameOperation, as }: Hit, call: Call, place: number, pace?: string): Answer {
    const source = 'recording'
    const fixture = recording.name
    try {
      const response = nth(recording.responses(), place)
      if (!sameOperation && response.status < 300) {
        const form = inSiblingForm(response, as ?? call)
        if (form.kind === 'error') return { source, fixture, ...form }
        return { source, fixture, ...form, pace: paceOf(pace, form.pace) }
      }
      const { status, headers, body } = response
      // Copies members by name: spreading them costs two microseconds, a tenth of the whole call.
      return {
        source,
        fixture,
        kind: 'recorded',
        status,
        headers,
        pace: paceOf(pace, AS_IT_CAME),
        body,
      }
    } catch (thrown) {
      return { source, fixture, kind: 'error', error: unreadable(recording, thrown) }
    }
  }

  nearest(call: Call, max: number): NearMiss[] {
    if (this.#byGroup.size === 0) return []
    const actual = keyOf(call, this.#settings, this.#redacted > 0)
    const own = this.#likely(actual).map(({ recording, key }): NearMiss => {
      const { distance, reasons } = differences(key, actual)
      const { name, operation } = recording
      const losses = () => {
        const lost = operation === call.operation ? [] : lostBy(recording, call)
        return lost.length === 0 ? [] : [lossInWords(operation.name, call.operation.name, lost)]
      }
      return { fixture: name, distance, reasons: () => [...reasons(), ...losses()] }
    })
    return [...own, ...(this.#acrossFor(call)?.nearest(call) ?? [])]
      .toSorted((a, b) => a.distance - b.distance)
      .slice(0, max)
  }

  #likely(actual: RequestKey): readonly Entry[] {
    const all = this.#byGroup.get(actual.group) ?? []
    if (all.length <= MAX_COMPARED) return all
    let index = this.#byWord.get(actual.group)
    if (index === undefined) {
      this.#byWord.set(actual.group, (index = new WordIndex()))
      for (const entry of all) index.add(entry, requestWords(entry.key))
    }
    const likely = index.likely(requestWords(actual), MAX_COMPARED / 2)
    // If no words are shared, the most recent ones.
    return [...new Set([...likely, ...all.slice(likely.length - MAX_COMPARED)])]
  }
}

/** OpenAI's and Anthropic's answers differ by path, and repeat members of the body in which requests may differ. */
function hasSameForm(
  { path }: Recording,
  stored: RequestKey,
  actual: RequestKey,
  { operation, http }: Call,
): boolean {
  return operation.door === undefined || (path === http.url && sameJson(stored.own, actual.own))
}

/** Whether a session goes through several answers. */
export function hasSequence(recording: Recording): boolean {
  try {
    return recording.responses().length > 1
  } catch {
    // Playing it reports the problem.
    return false
  }
}

function succeeded(recording: Recording): boolean {
  try {
    return recording.responses().every(({ status }) => status < 300)
  } catch {
    return false
  }
}

function nth(responses: readonly RecordedResponse[], place: number): RecordedResponse {
  const response = responses[Math.min(place, responses.length - 1)]
  if (response === undefined) throw new Error('it has no answer')
  return response
}

/** What a recording would lose through the operation of a call, if it was recorded through another one of its API. */
const lostBy = (recording: Recording, call: Call): string[] =>
  lossesOrAll(() => siblingLosses(recording.responses(), call))

function unreadable({ file }: Recording, thrown: unknown): AwsError {
  const why = messageOf(thrown)
  return new AwsError('InternalServerException', `The recording ${file} cannot be played: ${why}`, {
    cause: thrown,
  })
}

function drop<K>(map: Map<K, Entry[]>, key: K, recording: Recording): boolean {
  const list = map.get(key)
  const at = list?.findIndex((entry) => entry.recording === recording) ?? -1
  if (list === undefined || at === -1) return false
  list.splice(at, 1)
  if (list.length === 0) map.delete(key)
  return true
}

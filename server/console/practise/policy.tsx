import { signal } from '@preact/signals'
import { useEffect, useMemo, useState } from 'preact/hooks'
import { Editor } from '../editor/editor.tsx'
import type { Place } from '../editor/editor.tsx'
import { plural } from '../format.ts'
import { catalogue, loadModels } from '../models/state.ts'
import { Failed } from '../parts/states.tsx'
import { toast } from '../parts/toast.tsx'
import { session } from '../route.ts'
import { admin, sentenceOf } from '../wire/admin.ts'
import { ChoiceField, TextField } from './fields.tsx'
import { contextIn, examples, OPERATIONS } from './policy-examples.ts'
import { VerdictView } from './policy-verdict.tsx'
import type { Verdict } from './policy-verdict.tsx'

const CHECK_MS = 150

interface Question {
  policy: string
  operation: string
  model: string
  region: string
  role: string
  context: string
  bearer: boolean
}

/** Kept while other screens are open. */
const question = signal<Question>({
  policy: examples[0].policy,
  operation: 'Converse',
  model: 'amazon.nova-micro-v1:0',
  region: '',
  role: '',
  context: '',
  bearer: false,
})

const change = (more: Partial<Question>) => {
  question.value = { ...question.value, ...more }
}

/** Counts selected policies, as opposed to typed ones, for the editor. */
const revision = signal(0)

function take(policy: string): void {
  change({ policy, role: '' })
  revision.value++
}

/** Whether a policy allows a call: checked by the server, a moment after the last key. */
function useVerdict(current: Question): { verdict?: Verdict; error?: unknown } {
  const [answer, setAnswer] = useState<{ verdict?: Verdict; error?: unknown }>({})
  useEffect(() => {
    const stop = new AbortController()
    const timer = setTimeout(() => {
      const { context, region, role, ...rest } = current
      admin<Verdict>('/policy/check', {
        method: 'POST',
        body: {
          ...rest,
          context: contextIn(context),
          ...(region !== '' && { region }),
          ...(role !== '' && { role }),
        },
        signal: stop.signal,
      }).then(
        (verdict) => setAnswer({ verdict }),
        (error: unknown) => {
          if (!stop.signal.aborted) setAnswer({ error })
        },
      )
    }, CHECK_MS)
    return () => {
      clearTimeout(timer)
      stop.abort()
    }
  }, [current])
  return answer
}

/** The policy on the left, the question on the right, and below it the verdict with its reasons. */
export function PolicyTester() {
  const current = question.value
  const { verdict, error } = useVerdict(current)
  const [place, setPlace] = useState<Place | undefined>(undefined)
  const marks = useMemo(
    () => verdict?.problems.map((problem) => ({ severity: 'error', ...problem })),
    [verdict],
  )
  useEffect(() => {
    if (catalogue.value === undefined) void loadModels()
  }, [])
  return (
    <div class="policy">
      <div class="policy-text">
        <div class="choice">
          {examples.map(({ name, policy }) => (
            <button
              key={name}
              type="button"
              aria-pressed={current.policy === policy}
              onClick={() => take(policy)}
            >
              {name}
            </button>
          ))}
          <button type="button" onClick={() => void suggest()}>
            Least-privilege policy for calls so far
          </button>
        </div>
        <Editor
          label="Policy (JSON or YAML)"
          value={current.policy}
          revision={revision.value}
          marks={marks}
          place={place}
          onInput={(policy) => change({ policy })}
        />
      </div>
      <div>
        <QuestionFields roles={verdict?.roles ?? []} />
        {error !== undefined && <Failed error={error} />}
        {verdict !== undefined && (
          <VerdictView verdict={verdict} onPlace={(line, column) => setPlace({ line, column })} />
        )}
      </div>
    </div>
  )
}

function QuestionFields({ roles }: { roles: readonly string[] }) {
  const current = question.value
  const { models = [], regions = [] } = catalogue.value ?? {}
  const set = (name: keyof Question) => ({
    value: current[name],
    onChange: (value: unknown) => change({ [name]: value ?? '' }),
  })
  return (
    <div class="policy-question">
      <ChoiceField
        label="Operation"
        options={OPERATIONS.map((name) => [name, name])}
        {...set('operation')}
      />
      <TextField
        label="Model, profile or ARN"
        suggestions={models.flatMap(({ id, profiles }) => [id, ...profiles.map((one) => one.id)])}
        {...set('model')}
      />
      <ChoiceField
        label="Region"
        options={[['', 'Server default'], ...regions.map((name) => [name, name] as const)]}
        {...set('region')}
      />
      {roles.length > 0 && (
        <ChoiceField label="Role" options={roles.map((name) => [name, name])} {...set('role')} />
      )}
      <label class="stacked">
        Condition keys (one key=value per line)
        <textarea
          rows={2}
          spellcheck={false}
          placeholder="bedrock:ServiceTier=flex"
          value={current.context}
          onInput={(event) => change({ context: event.currentTarget.value })}
        />
      </label>
      <label class="check">
        <input
          type="checkbox"
          checked={current.bearer}
          onChange={(event) => change({ bearer: event.currentTarget.checked })}
        />
        Call with a bearer key
      </label>
    </div>
  )
}

async function suggest(): Promise<void> {
  try {
    const { policy, calls } = await admin<{ policy: { Statement: unknown[] }; calls: number }>(
      '/policy/suggest',
      {
        method: 'POST',
        body: session.value === undefined ? {} : { session: session.value },
      },
    )
    if (policy.Statement.length === 0) toast('No call in the journal needs a permission.')
    else {
      take(JSON.stringify(policy, null, 2))
      toast(`Least-privilege policy for ${plural(calls, 'call')}`)
    }
  } catch (thrown) {
    toast(sentenceOf(thrown))
  }
}

import { signal } from '@preact/signals'
import { dollars } from '../format.ts'
import { Dialog } from '../parts/dialog.tsx'
import { health } from '../server-state.ts'
import { toast } from '../parts/toast.tsx'
import { sentenceOf } from '../wire/admin.ts'
import { costsMoney, maySpend } from '../wire/runtime.ts'
import { costOf } from './cost.ts'
import type { Ready } from './run.ts'

/** A request that waits for the user to agree. */
const waiting = signal<{ cost: number | undefined; send(): void } | undefined>(undefined)

/** Sends a request, or asks first if it would be the first of this tab that costs money. */
export async function sendOrAsk(prepare: () => Ready): Promise<void> {
  try {
    const { request, send } = prepare()
    if (!costsMoney() || maySpend.value) return send()
    const cost = await costOf(request, new AbortController().signal).catch(() => undefined)
    waiting.value = { cost, send }
  } catch (thrown) {
    toast(sentenceOf(thrown))
  }
}

export function WaitingConsent() {
  if (waiting.value === undefined) return null
  const { cost, send } = waiting.value
  return <Consent cost={cost} onClose={() => (waiting.value = undefined)} onAgree={send} />
}

interface ConsentProps {
  /** Undefined if unknown. */
  cost: number | undefined
  onClose(): void
  onAgree(): void
}

/** Asks before the first call of this tab that costs money. */
export function Consent({ cost, onClose, onAgree }: ConsentProps) {
  return (
    <Dialog title="This call costs money" onClose={onClose}>
      <p>
        In {health.value?.mode} mode, this call goes to the real Bedrock and is billed to the
        account of the server’s credentials.{' '}
        {cost === undefined ? 'Its price is unknown.' : `It costs about ${dollars(cost)}.`}
      </p>
      <p>You are asked only once in this tab. Calls are never retried automatically.</p>
      <button
        type="button"
        class="primary"
        onClick={() => {
          maySpend.value = true
          onClose()
          onAgree()
        }}
      >
        Call the real Bedrock
      </button>
    </Dialog>
  )
}

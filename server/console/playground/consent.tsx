import { dollars } from '../format.ts'
import { Dialog } from '../parts/dialog.tsx'
import { health } from '../server-state.ts'
import { maySpend } from '../wire/runtime.ts'

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

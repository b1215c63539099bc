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
    <Dialog title="This costs money" onClose={onClose}>
      <p>
        In {health.value?.mode} mode this call goes to the real Bedrock and is billed to the account
        of the server’s credentials.{' '}
        {cost === undefined ? 'Its price is not known.' : `It costs about ${dollars(cost)}.`}
      </p>
      <p>This tab asks only once. Calls are never retried automatically.</p>
      <button
        type="button"
        class="primary"
        onClick={() => {
          maySpend.value = true
          onClose()
          onAgree()
        }}
      >
        Ask the real Bedrock
      </button>
    </Dialog>
  )
}

import { Dialog } from '../parts/dialog.tsx'
import { Samples } from '../parts/samples.tsx'
import { Failed } from '../parts/states.tsx'
import { href } from '../route.ts'
import { health, region } from '../server-state.ts'
import { columns } from './chat.ts'
import { questionNow, requestOf } from './run.ts'

/** The request of the first column as code. */
export function ApiRequest({ onClose }: { onClose(): void }) {
  const column = columns.value[0]
  const question = questionNow()
  return (
    <Dialog title="View API request" onClose={onClose} wide>
      {column !== undefined && <RequestCode column={column} question={question} />}
      <p class="dim">
        This code runs unchanged, here and on AWS. <a href={href(['live'])}>Live</a> shows the
        requests it sends.
      </p>
    </Dialog>
  )
}

function RequestCode({
  column,
  question,
}: {
  column: (typeof columns.value)[number]
  question: ReturnType<typeof questionNow>
}) {
  const last = column.turns.at(-1)
  // If nothing is typed, it is the last request sent.
  const content = question.length > 0 ? question : (last?.question ?? [{ text: 'Hello' }])
  const turns = question.length > 0 ? column.turns : column.turns.slice(0, -1)
  try {
    const { api: _, ...request } = requestOf({ ...column, turns }, content)
    return (
      <Samples
        call={{ ...request, url: location.origin, region: region.value ?? 'us-east-1' }}
        key={health.value?.mode}
      />
    )
  } catch (thrown) {
    return <Failed error={thrown} />
  }
}

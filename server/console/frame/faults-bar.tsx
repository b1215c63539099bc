import { useEffect } from 'preact/hooks'
import { plural } from '../format.ts'
import { changesOf } from '../changes.ts'
import { rows } from '../live/calls.ts'
import { faults, isOn, readFaults, removeAllFaults } from '../practise/state.ts'
import { href } from '../route.ts'
import { tokenWanted } from '../wire/admin.ts'

/** Shows injected faults on every screen, so that nobody looks for their cause elsewhere. */
export function FaultsBar() {
  const lastFault = rows.value.findLast(({ fault }) => fault !== undefined)?.id
  useEffect(() => {
    if (!tokenWanted.peek()) void readFaults().catch(() => {})
  }, [lastFault, changesOf('faults', 'sessions')])
  const on = faults.value.filter(isOn)
  if (on.length === 0) return null
  const added = on.some(({ from }) => from === 'added')
  return (
    <div class="faults-bar" role="status">
      <span>
        {plural(on.length, 'fault')} {on.length === 1 ? 'is' : 'are'} active:{' '}
        {on.map(({ name }) => name).join(', ')}
      </span>
      <a href={href(['practise'])}>Practise</a>
      {added && (
        <button type="button" onClick={() => void removeAllFaults()}>
          Turn all off
        </button>
      )}
    </div>
  )
}

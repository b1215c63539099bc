import { Calls } from './list.tsx'

export function Screen() {
  return (
    <div class="screen live">
      <h1 class="hidden">Live</h1>
      <Calls />
    </div>
  )
}

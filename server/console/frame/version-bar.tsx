import { health, isOutdated } from '../server-state.ts'

/** Stays until the page is reloaded, because it may no longer match the server. */
export function VersionBar() {
  if (!isOutdated.value) return null
  return (
    <div class="notice-bar" role="status">
      <span>
        The server now runs bedrock-local {health.value?.version}, but this page belongs to another
        version.
      </span>
      <button type="button" onClick={() => location.reload()}>
        Reload
      </button>
    </div>
  )
}

import { useState } from 'preact/hooks'
import { setToken, token } from '../wire/admin.ts'

/** Shown instead of a screen while the server requires its admin token; the address and the view are kept. */
export function TokenField() {
  const [value, setValue] = useState('')
  return (
    <form
      class="screen token"
      onSubmit={(event) => {
        event.preventDefault()
        setToken(value)
        location.reload()
      }}
    >
      <h1>Admin token</h1>
      <p>
        This server was started with <code>--admin-token</code>.{' '}
        {token.value !== undefined && <strong>This token is not correct.</strong>}
      </p>
      <label>
        Token{' '}
        <input
          type="password"
          autocomplete="off"
          value={value}
          onInput={(event) => setValue(event.currentTarget.value)}
        />
      </label>{' '}
      <button type="submit" class="primary">
        Continue
      </button>
      <p class="dim">The token is kept until this tab is closed.</p>
    </form>
  )
}

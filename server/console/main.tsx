import { render } from 'preact'
import { App } from './app.tsx'
import { followKeys } from './keys.ts'
import { followCalls } from './live/arrivals.ts'
import { followAddress } from './route.ts'
import { followTheme } from './theme.ts'
import { takeToken } from './wire/admin.ts'

takeToken()
followTheme()
followAddress()
followKeys()
followCalls()
render(<App />, document.body)

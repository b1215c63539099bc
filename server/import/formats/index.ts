import { aimock } from './aimock.ts'
import type { Format } from './format.ts'
import { har } from './har.ts'
import { httpmock } from './httpmock.ts'
import { httprr } from './httprr.ts'
import { nock } from './nock.ts'
import { recording } from './recording.ts'
import { vcr } from './vcr.ts'
import { wiremock } from './wiremock.ts'

/** Every kind of file that is read as a whole, the more particular ones first. Logs are read by line, in `logs/`. */
export const formats: readonly Format[] = [
  recording,
  httprr,
  har,
  aimock,
  nock,
  httpmock,
  wiremock,
  vcr,
]

import type { Recording } from '../recordings/recording.ts'
import { storedCall } from '../recordings/stored-call.ts'
import type { AskAgain } from '../recordings/stored-call.ts'
import type { RecordedCall } from './ask-again.ts'

/** A recording as a call that can be sent again. Its answers are read on first use; that may fail. */
export function recordedCall(recording: Recording, again: AskAgain): RecordedCall {
  return {
    recording,
    get before() {
      return recording.responses()
    },
    call: () => storedCall(recording, again),
  }
}

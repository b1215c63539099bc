import { createCredentials } from '../aws/credentials.ts'
import type { Config } from '../settings/settings.ts'
import { createRecorder } from '../recordings/recorder.ts'
import type { Recorder } from '../recordings/recorder.ts'
import type { Store } from '../store/store.ts'
import { version } from '../package.ts'
import { createUpstream } from './upstream.ts'
import type { Upstream } from './upstream.ts'
import { recordingFolder } from '../settings/folders.ts'

/** Creates the connection to the real Bedrock from the settings. */
export function loadRemote(
  config: Config,
  env: NodeJS.ProcessEnv,
  store: Store,
): { upstream: Upstream; recorder: Recorder } {
  const { profile, upstream: url, recordErrors, refresh } = config
  const upstream = createUpstream({
    credentials: createCredentials({
      env,
      ...(profile !== undefined && { profile }),
      ...(url !== undefined && { upstream: url }),
    }),
    region: config.region,
    fips: config.fips,
    dualStack: config.dualStack,
    clientKeys: config.credentials === 'client',
    env,
    version,
    ...(url !== undefined && { url }),
  })
  const recorder = createRecorder({
    folder: recordingFolder(config),
    settings: () => store.settings,
    recordErrors,
    refresh,
    existing: (call) => {
      const found = store.recordings.find(call)
      return found?.exact === true && found.sameOperation ? found.recording.file : undefined
    },
    run: store.run,
    wrote: (...written) => store.wrote(...written),
  })
  return { upstream, recorder }
}

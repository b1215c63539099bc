import { expect, test } from 'vitest'
import { answer } from '../support/answers.ts'
import { noBoto3, python } from '../support/python.ts'
import { recording, replaying, temporaryFolder } from '../support/recorded.ts'
import { startUpstream } from '../support/upstream.ts'

test.skipIf(noBoto3 !== undefined)(
  'boto3 gets the same from a replay as from the real service',
  async () => {
    await using folder = await temporaryFolder()
    let live: unknown[]
    {
      await using upstream = await startUpstream(answer)
      await using server = await recording(upstream.url, folder.path)
      live = await python<unknown[]>('everything', server.url)
      expect(upstream.refused).toEqual([])
      expect(upstream.requests).toHaveLength(8)
    }
    expect(live[0]).toMatchObject({ stopReason: 'tool_use', usage: { cacheReadInputTokens: 100 } })
    await using server = await replaying(folder.path)
    expect(await python('everything', server.url)).toEqual(live)
  },
)

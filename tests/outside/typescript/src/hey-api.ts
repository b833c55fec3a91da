import { type Desk, patiently, Rejected, type Service } from './desk.js'
import { createClient } from './generated/client/client/index.js'
import { addPhysicalKey, listPhysicalKeys, removePhysicalKey } from './generated/client/index.js'

/** The desk with the client of hey-api. */
export function desk({ baseUrl, apiKey, headers = {} }: Service): Desk {
  // The contract accepts a key or a token, so the function is called for each. Only the key is available.
  const auth = ({ type }: { type: 'apiKey' | 'http' }) => (type === 'apiKey' ? apiKey : undefined)
  const client = createClient({ baseUrl, auth, headers })
  return {
    async issue(user, note) {
      const options = { client, path: { id: user }, body: { orgId: 'acme', note } }
      const { data, error, response } = await addPhysicalKey(options)
      if (data === undefined) throw rejected(response, error)
      return data.number
    },
    remove: (user, number) =>
      patiently(async () => {
        const { error, response } = await removePhysicalKey({ client, path: { id: user }, body: { number } })
        if (error !== undefined) throw rejected(response, error)
      }),
    async list(user) {
      const { data, error, response } = await listPhysicalKeys({ client, path: { id: user } })
      if (data === undefined) throw rejected(response, error)
      return data.keys.map(({ number }) => number)
    },
  }
}

/** hey-api returns network errors, without a response. */
function rejected(response: Response | undefined, error: unknown): unknown {
  return response === undefined ? error : new Rejected(response, error)
}

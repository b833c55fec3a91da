import createClient from 'openapi-fetch'

import { type Desk, patiently, Rejected, type Service } from './desk.js'
import type { paths } from './generated/service.js'

/** The desk with openapi-fetch and the types of openapi-typescript. */
export function desk({ baseUrl, apiKey, headers }: Service): Desk {
  const client = createClient<paths>({ baseUrl, headers: { 'X-API-Key': apiKey, ...headers } })
  return {
    async issue(user, note) {
      const { data, error, response } = await client.POST('/users/{id}/AddPhysicalKey', {
        params: { path: { id: user } },
        body: { orgId: 'acme', note },
      })
      if (data === undefined) throw new Rejected(response, error)
      return data.number
    },
    remove: (user, number) =>
      patiently(async () => {
        const { error, response } = await client.POST('/users/{id}/RemovePhysicalKey', {
          params: { path: { id: user } },
          body: { number },
        })
        if (error !== undefined) throw new Rejected(response, error)
      }),
    async list(user) {
      const { data, error, response } = await client.GET('/users/{id}/PhysicalKeys', {
        params: { path: { id: user } },
      })
      if (data === undefined) throw new Rejected(response, error)
      return data.keys.map(({ number }) => number)
    },
  }
}

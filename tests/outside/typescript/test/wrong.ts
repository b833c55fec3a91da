// Never run: the compiler must reject each of these calls.
import createClient from 'openapi-fetch'

import { removePhysicalKey } from '../src/generated/client/index.js'
import type { paths } from '../src/generated/service.js'

export async function wrong(): Promise<void> {
  const path = { id: 'u1' }
  const client = createClient<paths>({ baseUrl: '' })
  // @ts-expect-error a number is not text
  await client.POST('/users/{id}/RemovePhysicalKey', { params: { path }, body: { number: '2' } })
  // @ts-expect-error the path has a parameter
  await client.POST('/users/{id}/RemovePhysicalKey', { body: { number: 2 } })
  // @ts-expect-error the service has no such path
  await client.POST('/users/{id}/RemoveKey', { params: { path } })
  // @ts-expect-error a number is not text
  await removePhysicalKey({ path, body: { number: '2' } })
  // @ts-expect-error the path has a parameter
  await removePhysicalKey({ body: { number: 2 } })
}

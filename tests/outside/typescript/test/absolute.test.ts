import assert from 'node:assert/strict'
import { test } from 'node:test'

import { mock, ways, World } from './world.js'

// Many clients resolve absolute paths, which drops the path of the base URL, and /w/NAME with it.
function list(baseUrl: string, user: string, headers: Record<string, string>): Promise<Response> {
  return fetch(new URL(`/users/${user}/PhysicalKeys`, baseUrl), { headers })
}

for (const way of ['by key', 'by header']) {
  test(`a client that resolves absolute paths reaches its world ${way}`, async (t) => {
    const world = await World.for(t)
    const user = await world.user(3)
    const { apiKey, headers } = await ways[way]!(world)
    const response = await list(world.baseUrl, user, { 'X-API-Key': apiKey, ...headers })
    assert.equal(response.status, 200)
    assert.equal(((await response.json()) as { total: number }).total, 3)
    await world.called({ operation: 'list_physical_keys', times: 1 })
  })
}

test('with --strict-worlds, a client that loses its world learns why', async (t) => {
  const world = await World.for(t)
  const user = await world.user(1)
  const { apiKey } = await ways['by path']!(world)
  const response = await list(world.baseUrl, user, { 'X-API-Key': apiKey })
  assert.equal(response.status, 400)
  assert.match(await response.text(), /\/w\//)
  await world.called({ operation: 'list_physical_keys', times: 0 })
  assert.equal(new URL('/users', world.baseUrl).href, `${mock}/users`)
})

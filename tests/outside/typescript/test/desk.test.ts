import assert from 'node:assert/strict'
import { describe, test } from 'node:test'

import { type Desk, Rejected, type Service } from '../src/desk.js'
import { desk as heyApi } from '../src/hey-api.js'
import { desk as openapiFetch } from '../src/openapi-fetch.js'
import { mock, ways, World } from './world.js'

const desks: Record<string, (service: Service) => Desk> = { 'hey-api': heyApi, 'openapi-fetch': openapiFetch }

for (const [client, open] of Object.entries(desks)) {
  for (const [way, reach] of Object.entries(ways)) {
    describe(`${client}, with its world ${way}`, () => {
      test('a number is never issued again', async (t) => {
        const world = await World.for(t)
        const [desk, user] = [open(await reach(world)), await world.user(2)]
        await desk.remove(user, 2)
        assert.equal(await desk.issue(user, 'cellar'), 3)
        assert.deepEqual(await desk.list(user), [1, 3])
        await world.called({ operation: 'remove_physical_key', userId: user, body: { number: 2 }, times: 1 })
      })

      test('an error has the status, the message and the id of the request', async (t) => {
        const world = await World.for(t)
        const [desk, user] = [open(await reach(world)), await world.user(0)]
        const error = await rejection(desk.remove(user, 7))
        assert.equal(error.status, 404)
        assert.match(error.message, /7/)
        const [entry] = await world.journal()
        assert.equal(error.requestId, String(entry?.id))
      })

      test('a removal is retried when the service asks for it', async (t) => {
        const world = await World.for(t)
        const [desk, user] = [open(await reach(world)), await world.user(1)]
        await world.fault({ kind: 'status', operation: 'remove_physical_key', status: 503, retryAfter: 0 })
        await desk.remove(user, 1)
        await world.called({ operation: 'remove_physical_key', status: 503, times: 1 })
        await world.called({ operation: 'remove_physical_key', status: 200, times: 1 })
      })

      test('a rejection has the time in Retry-After', async (t) => {
        const world = await World.for(t)
        const [desk, user] = [open(await reach(world)), await world.user(0)]
        await world.fault({ kind: 'status', operation: 'add_physical_key', status: 503, retryAfter: 7 })
        const error = await rejection(desk.issue(user, 'cellar'))
        assert.deepEqual([error.status, error.retryAfter], [503, '7'])
        assert.deepEqual(await desk.list(user), [])
      })

      test('a lost response leaves the key issued', async (t) => {
        const world = await World.for(t)
        const [desk, user] = [open(await reach(world)), await world.user(0)]
        await world.fault({ kind: 'lose_answer', operation: 'add_physical_key' })
        await assert.rejects(desk.issue(user, 'cellar'), (error) => !(error instanceof Rejected))
        assert.deepEqual(await desk.list(user), [1])
      })
    })
  }

  test(`${client}: worlds of one server do not meet`, async (t) => {
    const [left, right] = [await World.for(t), await World.for(t)]
    const user = await left.user(1)
    const stranger = open({ baseUrl: mock, apiKey: await right.key() })
    assert.equal((await rejection(stranger.list(user))).status, 404)
    await right.called({ operation: 'list_physical_keys', status: 404, times: 1 })
    await left.called({ operation: 'list_physical_keys', times: 0 })
  })
}

async function rejection(call: Promise<unknown>): Promise<Rejected> {
  const error: unknown = await call.then(() => null, (reason: unknown) => reason)
  assert.ok(error instanceof Rejected, `not rejected: ${error}`)
  return error
}

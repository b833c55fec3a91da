import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import type { TestContext } from 'node:test'
import createClient from 'openapi-fetch'

import type { Service } from '../src/desk.js'
import type { components, paths } from '../src/generated/control.js'

type Schemas = components['schemas']

export const mock = process.env.SPKEY_BASE_URL ?? 'http://localhost:8787'
const sharedKey = process.env.SPKEY_API_KEY ?? 'my-key'

/** A test's own world, with the mock's control API. */
export class World {
  readonly name: string = randomUUID()
  readonly baseUrl = `${mock}/w/${this.name}`
  readonly #control = createClient<paths>({ baseUrl: this.baseUrl })

  /** Open a strict world. Its deletion after the test fails if a request broke the contract. */
  static async for(test: TestContext): Promise<World> {
    const world = new World()
    const { error } = await world.#control.PATCH('/_mock/settings', { body: { strict: true } })
    assert.ifError(error)
    test.after(async () => {
      const params = { path: { name: world.name } }
      const { error } = await world.#control.DELETE('/_mock/worlds/{name}', { params })
      assert.equal(error, undefined)
    })
    return world
  }

  /** Seed a user and return its id. */
  async user(keys: number): Promise<string> {
    const { data, error } = await this.#control.POST('/_mock/users', { body: { keys } })
    assert.ok(data, error?.message)
    return data.userId
  }

  /** Issue an API key that only this world accepts. */
  async key(): Promise<string> {
    const { data, error } = await this.#control.POST('/_mock/api-keys', { body: {} })
    assert.ok(data, error?.message)
    return data.apiKey
  }

  async fault(fault: Schemas['NewFault']): Promise<void> {
    const { error } = await this.#control.POST('/_mock/faults', { body: fault })
    assert.ifError(error)
  }

  /** Fail unless the journal matches. */
  async called(expected: Schemas['Expectation']): Promise<void> {
    const { data, error } = await this.#control.POST('/_mock/journal/check', { body: expected })
    assert.ok(data, error?.message)
    assert.ok(data.passed, data.message)
  }

  async journal(): Promise<Schemas['Journal']['entries']> {
    const { data } = await this.#control.GET('/_mock/journal')
    assert.ok(data)
    return data.entries
  }
}

/** The ways in which a client can reach its world. */
export const ways: Record<string, (world: World) => Promise<Service>> = {
  'by path': async ({ baseUrl }) => ({ baseUrl, apiKey: sharedKey }),
  'by key': async (world) => ({ baseUrl: mock, apiKey: await world.key() }),
  'by header': async ({ name }) => ({ baseUrl: mock, apiKey: sharedKey, headers: { 'X-Mock-World': name } }),
}

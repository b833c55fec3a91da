/** A locksmith's desk. Each generated client implements it. */
export interface Desk {
  issue(user: string, note: string): Promise<number>
  remove(user: string, number: number): Promise<void>
  list(user: string): Promise<number[]>
}

/** What a desk needs to reach the service. */
export interface Service {
  baseUrl: string
  apiKey: string
  headers?: Record<string, string>
}

/** The service rejected a request. */
export class Rejected extends Error {
  readonly status: number
  readonly requestId: string | null
  readonly retryAfter: string | null

  constructor(response: Response, error: unknown) {
    super(messageOf(error))
    this.status = response.status
    this.requestId = response.headers.get('X-Request-Id')
    this.retryAfter = response.headers.get('Retry-After')
  }
}

function messageOf(error: unknown): string {
  const { message } = (error ?? {}) as { message?: unknown }
  return typeof message === 'string' ? message : String(error)
}

/** Run a call until the service stops asking for a retry. */
export async function patiently<T>(call: () => Promise<T>, attempts = 3): Promise<T> {
  try {
    return await call()
  } catch (error) {
    if (attempts === 1 || !(error instanceof Rejected) || error.retryAfter === null) throw error
    await new Promise((resolve) => setTimeout(resolve, Number(error.retryAfter) * 1000))
    return patiently(call, attempts - 1)
  }
}

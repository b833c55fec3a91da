// Serves @scalar/mock-server, which has no command of its own: node scalar.js DOCUMENT PORT.

async function main([document, port]) {
  const { createMockServer } = await import('@scalar/mock-server')
  const { serve } = await import('@hono/node-server')
  const app = await createMockServer({ document, logger: false })
  serve({ fetch: app.fetch, hostname: '127.0.0.1', port: Number(port) })
}

main(process.argv.slice(2))

export default {
  input: './openapi.json',
  output: { path: 'src/generated/client', module: { extension: '.js' } },
  logs: { level: 'error', file: false },
}

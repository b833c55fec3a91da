-- Adds keys of several users, and removes each as soon as a connection is free, so that half of the requests are
-- removals: wrk -s load.lua URL -- KEY USERS PORT... Each thread has its own replica. The last line of the output is
-- JSON.

local added, users, add = {}, 0, {}
local threads = 0

function setup(thread)
  thread:set('index', threads)
  threads = threads + 1
end

function init(arguments)
  wrk.headers['Content-Type'] = 'application/json'
  wrk.headers['X-API-Key'] = arguments[1]
  users = tonumber(arguments[2])
  wrk.thread.addr = wrk.lookup('127.0.0.1', arguments[3 + index % (#arguments - 2)])[1]
  math.randomseed(index + 1)
  for user = 1, users do
    add[user] = wrk.format('POST', '/users/user-' .. user .. '/AddPhysicalKey', nil, '{"orgId":"acme"}')
  end
end

function request()
  local key = table.remove(added)
  if key then
    return wrk.format('POST', '/users/' .. key.user .. '/RemovePhysicalKey', nil, '{"number":' .. key.number .. '}')
  end
  return add[math.random(users)]
end

function response(status, _, body)
  if status == 200 and body:find('PhysicalKeyAdded', 1, true) then
    table.insert(added, {user = body:match('"aggregateId": *"([^"]*)"'), number = body:match('"number": *(%d+)')})
  end
end

function done(summary, latency)
  local errors = summary.errors
  print(string.format(
    '{"responses": %d, "microseconds": %d, "rejected": %d, "lost": %d, "median": %d, "p99": %d}',
    summary.requests,
    summary.duration,
    errors.status,
    errors.connect + errors.read + errors.write + errors.timeout,
    latency:percentile(50),
    latency:percentile(99)
  ))
end

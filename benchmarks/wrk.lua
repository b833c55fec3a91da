-- The loads: wrk -s wrk.lua URL -- LOAD USER KEY. The last line of the output is JSON.

local added = {}

local function command(name, user, body)
  return wrk.format('POST', '/users/' .. user .. '/' .. name, nil, body)
end

local loads = {}

-- The same removal again and again.
function loads.removal(user)
  wrk.method, wrk.path, wrk.body = 'POST', '/users/' .. user .. '/RemovePhysicalKey', '{"number":1}'
end

-- A query.
function loads.list(user)
  wrk.path = '/users/' .. user .. '/PhysicalKeys'
end

-- Keys are added, and each is removed as soon as a connection is free. Every request changes the user.
function loads.changes(user)
  local add = command('AddPhysicalKey', user, '{"orgId":"acme"}')

  function request()
    local number = table.remove(added)
    return number and command('RemovePhysicalKey', user, '{"number":' .. number .. '}') or add
  end

  function response(status, _, body)
    if status == 200 and body:find('PhysicalKeyAdded', 1, true) then
      table.insert(added, body:match('"number": *(%d+)'))
    end
  end
end

function init(arguments)
  local load, user, key = unpack(arguments)
  wrk.headers['Content-Type'] = 'application/json'
  wrk.headers['X-API-Key'] = key
  loads[load](user)
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

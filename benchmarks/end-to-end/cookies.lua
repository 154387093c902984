-- wrk: the same page with the cookies of many sessions in turn, one line of a file for each session. With a single
-- session the databases would mostly wait for each other's lock on its row, which no real users do.
local requests = {}
local last = 0

function init(args)
  for line in io.lines(args[1]) do
    if line ~= "" then
      wrk.headers["Cookie"] = line
    end
    requests[#requests + 1] = wrk.format()
  end
end

function request()
  last = last % #requests + 1
  return requests[last]
end

function done(summary, latency, requests)
  local errors = summary.errors
  io.write(string.format("result %d %d %d\n", summary.requests, summary.duration,
    errors.status + errors.connect + errors.read + errors.write + errors.timeout))
end

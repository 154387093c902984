#!/usr/bin/env bash
# One session, three instances: made by the first, read by the others, alive after the first was killed.
#
#   ./demo.sh          runs every step, checks every answer, and stops all it started
#   ./demo.sh --keep   then starts instance 1 again and leaves all three running until Ctrl-C
set -euo pipefail

source "$(dirname "${BASH_SOURCE[0]}")/instances.sh"

cookies="$work/cookies"
keep=${1:-}

main() {
  if [[ -n "$keep" && "$keep" != --keep ]]; then
    fail "usage: $0 [--keep]"
  fi
  need curl
  build_unless_built

  step 'A key for all three, in a keystore'
  make_keystore

  step 'Three instances that know nothing of each other but the key'
  start_all

  step 'Nobody is logged in yet'
  expect 2 /webapp/browsing 'Session.authUsername is not defined! (instance2)'

  step 'Log in on instance 1'
  expect 1 /log-in-and-generate-session 'Sam Carter logged IN. (JWT session generated)'
  show_cookie

  step 'The same cookie on instances 2 and 3'
  expect 2 /webapp/browsing 'Hello, Sam Carter !! (instance2)'
  expect 3 /webapp/browsing 'Hello, Sam Carter !! (instance3)'

  step 'Kill instance 1, without a chance to say goodbye'
  kill_instance 1
  expect 2 /webapp/browsing 'Hello, Sam Carter !! (instance2)'

  step 'One character of the cookie altered: no session, and no error either'
  expect_altered 2 /webapp/browsing 'Session.authUsername is not defined! (instance2)'

  step 'The cookie itself is as good as before'
  expect 3 /webapp/browsing 'Hello, Sam Carter !! (instance3)'

  printf '\n%s%sOne session, three instances, nothing stored on any of them.%s\n' "$bold" "$green" "$plain"
  if [[ "$keep" == --keep ]]; then
    keep_running
  fi
}

kill_instance() {
  local pid=${pids[$1]}
  pids[$1]=''
  kill -KILL "$pid"
  wait "$pid" 2>/dev/null || true
  if ask -o /dev/null "$(url "$1" /jwt-session-encrypt)"; then
    fail "instance $1 still answers"
  fi
  ok "instance $1 is gone"
}

# expect INSTANCE PATH BODY: what the instance answers to a client that holds the cookie
expect() {
  printf '  %s$ curl -b cookies -c cookies %s%s\n' "$dim" "$(url "$1" "$2")" "$plain"
  check "$3" "$(get -b "$cookies" -c "$cookies" "$(url "$1" "$2")")"
}

# the same with one character changed, in the middle of the token, where every bit counts
expect_altered() {
  local altered="$work/altered"
  awk '$6 == "IG" { m = int(length($7) / 2); c = substr($7, m, 1)
    $7 = substr($7, 1, m - 1) (c == "A" ? "B" : "A") substr($7, m + 1); found = 1; print $6 "=" $7 }
    END { exit !found }' "$cookies" >"$altered" || fail 'there is no cookie named IG'
  printf '  %s$ curl -b altered %s%s\n' "$dim" "$(url "$1" "$2")" "$plain"
  check "$3" "$(get -b "$(cat "$altered")" "$(url "$1" "$2")")"
}

# the answer's body, with the status before it unless that is 200
get() {
  local body="$work/body" status
  touch "$cookies"
  status=$(ask -o "$body" -w '%{http_code}' "$@") || fail "no answer: curl $*"
  if [[ "$status" != 200 ]]; then
    printf 'status %s: ' "$status"
  fi
  cat "$body"
}

check() {
  if [[ "$2" != "$1" ]]; then
    fail "expected: $1"$'\n'"  but was:  $2"
  fi
  ok "$2"
}

# the beginning alone: whoever has all of it has the session
show_cookie() {
  awk -v dim="$dim" -v plain="$plain" '$6 ~ /^IG(-[0-9]+)?$/ {
    printf "  %sCookie %s=%s… (%d characters)%s\n", dim, $6, substr($7, 1, 24), length($7), plain; found = 1 }
    END { exit !found }' "$cookies" || fail 'no cookie named IG was set'
}

keep_running() {
  step 'Instance 1 again, as if nothing had been'
  start 1
  await 1
  expect 1 /webapp/browsing 'Hello, Sam Carter !! (instance1)'
  printf '\nOpen http://127.0.0.1:8001, 8002 and 8003; with nginx.conf also http://127.0.0.1:8000. Ctrl-C ends it.\n'
  wait
}

main

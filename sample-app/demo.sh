#!/usr/bin/env bash
# One session, three instances: made by the first, read by the others, alive after the first was killed.
#
#   ./demo.sh          runs every step, checks every answer, and stops all it started
#   ./demo.sh --keep   then starts instance 1 again and leaves all three running until Ctrl-C
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
jar="$here/target/sample-app.jar"
work=$(mktemp -d "${TMPDIR:-/tmp}/jwt-session-demo.XXXXXX")
cookies="$work/cookies"
java="${JAVA_HOME:+$JAVA_HOME/bin/}java"
keytool="${JAVA_HOME:+$JAVA_HOME/bin/}keytool"
keep=${1:-}
pids=("" "" "" "")
seconds_to_start=120

if [[ -t 1 ]]; then
  bold=$'\e[1m' dim=$'\e[2m' green=$'\e[32m' red=$'\e[31m' plain=$'\e[0m'
else
  bold='' dim='' green='' red='' plain=''
fi

main() {
  if [[ -n "$keep" && "$keep" != --keep ]]; then
    fail "usage: $0 [--keep]"
  fi
  need curl
  build_unless_built

  step 'A key for all three, in a keystore'
  make_keystore

  step 'Three instances that know nothing of each other but the key'
  start 1
  start 2
  start 3
  await 1
  await 2
  await 3

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

build_unless_built() {
  if [[ -f "$jar" ]]; then
    return
  fi
  step 'Build the sample, once'
  (cd "$here/.." && ./mvnw -q -pl sample-app -am -DskipTests package)
  ok "$jar"
}

make_keystore() {
  run "$keytool" -genseckey -alias symmetric-key -keystore jwtsessionkeystore.pkcs12 \
    -storepass password -storetype pkcs12 -keyalg HmacSHA512 -keysize 512
  export KEYSTORE_SECRET_ID='cGFzc3dvcmQ='
  export JWT_SESSION_KEYSTORE_LOCATION="file:$work/jwtsessionkeystore.pkcs12"
  ok "$work/jwtsessionkeystore.pkcs12"
}

start() {
  local n=$1
  if (exec 3<>"/dev/tcp/127.0.0.1/$((8000 + n))") 2>/dev/null; then
    fail "port $((8000 + n)) is taken; what runs there has to be stopped first"
  fi
  "$java" -jar "$jar" --spring.profiles.active="instance$n" --server.address=127.0.0.1 >"$work/instance$n.log" 2>&1 &
  pids[n]=$!
}

await() {
  local n=$1 tries=$((seconds_to_start * 4))
  while ! curl -fsS -o /dev/null --max-time 5 "$(url "$n" /jwt-session-encrypt)" 2>/dev/null; do
    if ! kill -0 "${pids[n]}" 2>/dev/null; then
      fail "instance $n ended while it started" "$work/instance$n.log"
    fi
    tries=$((tries - 1))
    if ((tries == 0)); then
      fail "instance $n did not start within $seconds_to_start seconds" "$work/instance$n.log"
    fi
    sleep 0.25
  done
  ok "instance $n answers on port $((8000 + n))"
}

kill_instance() {
  local pid=${pids[$1]}
  pids[$1]=''
  kill -KILL "$pid"
  wait "$pid" 2>/dev/null || true
  if curl -s -o /dev/null --max-time 5 "$(url "$1" /jwt-session-encrypt)"; then
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
  status=$(curl -sS --max-time 20 -o "$body" -w '%{http_code}' "$@") || fail "no answer: curl $*"
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

url() {
  printf 'http://127.0.0.1:%d%s' "$((8000 + $1))" "$2"
}

run() {
  printf '  %s$ %s%s\n' "$dim" "$*" "$plain"
  (cd "$work" && "$@" >"$work/out" 2>&1) || fail "$1 failed" "$work/out"
}

step() {
  printf '\n%s%s%s\n' "$bold" "$1" "$plain"
}

ok() {
  printf '  %s✓%s %s\n' "$green" "$plain" "$1"
}

fail() {
  printf '  %s✗ %s%s\n' "$red" "$1" "$plain" >&2
  if [[ $# -gt 1 ]]; then
    tail -n 40 "$2" >&2
  fi
  exit 1
}

need() {
  command -v "$1" >/dev/null || fail "$1 is needed"
}

stop_all() {
  local pid
  for pid in "${pids[@]}"; do
    if [[ -n "$pid" ]]; then
      kill "$pid" 2>/dev/null || true
    fi
  done
  for pid in "${pids[@]}"; do
    if [[ -n "$pid" ]]; then
      wait "$pid" 2>/dev/null || true
    fi
  done
  rm -rf "$work"
}

trap stop_all EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
main

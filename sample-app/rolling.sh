#!/usr/bin/env bash
# Three instances restarted one after the other, while logged-in users go on: nobody is logged out, nobody sees an error.
#
#   ./rolling.sh [USERS]   20 unless told otherwise; exits with 0 if no session was lost and no answer wrong
set -euo pipefail

source "$(dirname "${BASH_SOURCE[0]}")/instances.sh"

users=${1:-20}
workers=2
# how often a request is tried on all instances, before nobody is said to answer; two of the three always do
max_rounds=200
enough="$work/enough"

main() {
  if [[ ! "$users" =~ ^[1-9][0-9]?$ || $# -gt 1 ]]; then
    fail "usage: $0 [USERS], at most 99"
  fi
  need curl
  build_unless_built

  step 'Three instances that share a key'
  make_keystore
  start_all

  step "$users users log in"
  log_in_all

  step 'They go on, while one instance after the other is restarted'
  start_traffic
  restart 1
  restart 2
  restart 3
  end_traffic

  step 'Every user once more, on every instance'
  visit_all >"$work/traffic0"
  ok 'done'

  step 'Result'
  summarize
}

log_in_all() {
  local user answer
  for ((user = 1; user <= users; user++)); do
    answer=$(get "$user" $((user % 3 + 1)) /log-in-and-generate-session) || fail "user $user got no answer"
    if [[ "$answer" != 'Sam Carter logged IN. (JWT session generated) 200' ]]; then
      fail "user $user could not log in: $answer"
    fi
  done
  ok "$users cookie jars, each with a session"
}

restart() {
  local n=$1
  stop "$n"
  start "$n"
  await "$n"
}

start_traffic() {
  local worker
  for ((worker = 1; worker <= workers; worker++)); do
    traffic "$worker" >"$work/traffic$worker" &
    pids+=("$!")
  done
}

end_traffic() {
  local i
  touch "$enough"
  for i in "${!pids[@]}"; do
    if ((i > 3)); then
      wait "${pids[i]}" || fail 'the traffic ended before the restarts did'
      pids[i]=''
    fi
  done
  ok 'the traffic went on until after the last restart'
}

# traffic WORKER: one request after the other of this worker's users, until it is enough, or the script was killed. No two
# workers share a user, for no two processes can share a cookie jar.
traffic() {
  local user=$1 resting=(0 0 0 0)
  while [[ ! -e "$enough" ]]; do
    if ! kill -0 $$ 2>/dev/null; then
      return 1
    fi
    if ((user <= users)); then
      visit_any "$user"
    fi
    user=$((user + workers > users ? $1 : user + workers))
    sleep 0.02
  done
}

# visit_any USER: on one of the instances, as a load balancer does it that nobody tells of restarts. An instance that
# does not take a connection, or drops it without an answer, rests for a while, which each worker finds out for itself,
# and another one is asked. Where all rest, all are asked again.
visit_any() {
  local user=$1 up n status round=0
  printf 'request\n'
  while true; do
    up=()
    for n in 1 2 3; do
      if ((resting[n] <= SECONDS)); then
        up+=("$n")
      fi
    done
    if ((${#up[@]} == 0)); then
      round=$((round + 1))
      if ((round == max_rounds)); then
        printf 'error user %d: no instance takes a connection\n' "$user"
        return
      fi
      resting=(0 0 0 0)
      sleep 0.1
      continue
    fi
    n=${up[RANDOM % ${#up[@]}]}
    status=0
    visit "$user" "$n" || status=$?
    case $status in
      0) return ;;
      7) printf 'refused\n' ;;
      52 | 56) printf 'dropped\n' ;;
      *)
        printf 'error user %d on instance %d: curl ended with %d\n' "$user" "$n" "$status"
        return
        ;;
    esac
    resting[n]=$((SECONDS + 2))
  done
}

visit_all() {
  local user n status
  for ((user = 1; user <= users; user++)); do
    for n in 1 2 3; do
      printf 'request\n'
      status=0
      visit "$user" "$n" || status=$?
      if ((status != 0)); then
        printf 'error user %d on instance %d: curl ended with %d\n' "$user" "$n" "$status"
      fi
    done
  done
}

# visit USER INSTANCE: notes what is wrong with the answer; fails as curl does if there is none
visit() {
  local answer status=0
  answer=$(get "$1" "$2" /webapp/browsing) || status=$?
  if ((status != 0)); then
    return "$status"
  fi
  case $answer in
    "Hello, Sam Carter !! (instance$2) 200") ;;
    "Session.authUsername is not defined! (instance$2) 200") printf 'lost %d on instance %d\n' "$1" "$2" ;;
    *) printf 'error user %d on instance %d: %s\n' "$1" "$2" "$(head -n 1 <<<"$answer")" ;;
  esac
}

# get USER INSTANCE PATH: the answer's body and its status
get() {
  local cookies="$work/user$1.cookies"
  touch "$cookies"
  ask -b "$cookies" -c "$cookies" -w ' %{http_code}' "$(url "$2" "$3")"
}

summarize() {
  awk '
    $1 == "request" { requests++ }
    $1 == "refused" { refused++ }
    $1 == "dropped" { dropped++ }
    $1 == "lost" { if (!($2 in losers)) lost++; losers[$2] }
    $1 == "error" { if (++errors <= 10) print "  " $0 }
    END {
      printf "  %d users, %d connections retried (%d refused, %d dropped)\n", users, refused + dropped, refused, dropped
      printf "restarted 3 instances under %d requests: %d sessions lost, %d errors\n", requests, lost, errors
      exit !(requests > 0 && lost == 0 && errors == 0)
    }' users="$users" "$work"/traffic* || fail 'not every session survived the restarts'
}

main "$@"

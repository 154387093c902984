#!/usr/bin/env bash
# The runbook of docs/operations.md, "Changing the key", done to two instances with its own commands, while logged-in users go on: nobody
# is logged out, nobody sees an error. Then its emergency: everybody is logged out, and still nobody sees an error.
#
#   ./rotate.sh     exits with 0 if that is so
#
# The runbook's times are cut short: a key begins to encrypt after 30 seconds, a session ends after 20.
set -euo pipefail

source "$(dirname "${BASH_SOURCE[0]}")/instances.sh"

runbook="$here/../docs/operations.md"
# where nothing else is written
keys="$work/keys"
users=10
activation_delay=30
session_timeout=20
# far more than it gets to, so that it ends even if nobody tells it to
max_rounds=2000
enough="$work/enough"

main() {
  need curl
  build_unless_built

  step 'Two instances, configured as the runbook does it'
  export KEYSTORE_PASSWORD=password SESSION_KEYSTORE="$keys/sessions.p12"
  mkdir "$keys"
  section 'Changing the key' yaml >"$work/application.yml"
  run "$keytool" -genseckey -alias session-1 -keyalg AES -keysize 256 -keystore "$SESSION_KEYSTORE" -storetype pkcs12 \
    -storepass:env KEYSTORE_PASSWORD
  for n in 1 2; do start "$n"; done
  for n in 1 2; do await "$n"; done
  log_in_all
  traffic >"$work/traffic" &
  pids+=("$!")

  step 'Add a key'
  follow 'Add a key'
  await_key session-2 'scheduled|active'
  await_key session-2 active
  await_key session-1 valid

  step 'Remove the old key'
  await_disuse session-1
  follow 'Remove the old key'
  await_key session-1 ''
  rounds_so_far=$(wc -l <"$work/traffic")
  until (($(wc -l <"$work/traffic") > rounds_so_far + 2 * users)); do sleep 0.1; done
  end_traffic

  step 'A key became known'
  follow 'A key became known'
  await_key session-2 ''
  await_key session-3 active
  everybody_is 'Session.authUsername is not defined!'
  ok 'everybody is logged out'
  log_in_all
  everybody_is 'Hello, Sam Carter !!'
  ok 'and in again'
}

# section HEADING LANGUAGE: the code in that language which stands first under the heading
section() {
  awk -v heading="$1" -v fence="\`\`\`$2" '
    /^#/ { here = ($0 ~ "^#+ " heading "$") }
    here && $0 == fence { code = 1; next }
    code && /^```$/ { exit }
    code' "$runbook" | grep . || fail "no $2 under '$1' in $runbook"
}

# does what the runbook says under a heading, in the keystore's directory
follow() {
  local command
  section "$1" bash >"$work/commands"
  while read -r command; do
    printf '  %s$ %s%s\n' "$dim" "$command" "$plain"
  done <"$work/commands"
  (cd "$keys" && PATH="${JAVA_HOME:+$JAVA_HOME/bin:}$PATH" bash -euo pipefail "$work/commands" >"$work/out" 2>&1) ||
    fail "'$1' failed" "$work/out"
}

start() {
  local n=$1
  require_free "$n"
  "$java" -jar "$jar" --spring.config.additional-location="file:$work/application.yml" \
    --server.address=127.0.0.1 --server.port=$((8000 + n)) --sample.instance="instance$n" \
    --spring.ssl.bundle.watch.file.quiet-period=500ms --jwt.session.renewal-interval=1s \
    --jwt.session.session-timeout="${session_timeout}s" --jwt.session.keystore.activation-delay="${activation_delay}s" \
    >"$work/instance$n.log" 2>&1 &
  pids[n]=$!
}

# what the endpoint says of a key, as one line
key() {
  curl -fsS --max-time 5 -u operator:password "$(url "$1" /actuator/jwtsession)" |
    grep -o "{\"id\":\"$2\"[^}]*}" || true
}

# await_key KEY STATE: on both instances, STATE being a pattern; if it is empty, that they do not know the key
await_key() {
  local n state
  for n in 1 2; do
    for ((tries = 0; ; tries++)); do
      state=$(key "$n" "$1" | sed 's/.*"state":"\([a-z]*\)".*/\1/')
      if [[ "$state" =~ ^($2)$ ]]; then
        break
      fi
      if ((tries == 300)); then
        fail "instance $n has $1 as '$state' instead of '$2'" "$work/instance$n.log"
      fi
      sleep 0.2
    done
  done
  ok "$1 is ${2:-gone} on both"
}

# await_disuse KEY: until no instance has opened a session with it for longer than the session timeout
await_disuse() {
  local n last
  for n in 1 2; do
    for ((tries = 0; ; tries++)); do
      last=$(key "$n" "$1" | sed 's/.*"lastOpenedAt":"\{0,1\}\([^",}]*\).*/\1/')
      if (($(date +%s) - $(date -d "$last" +%s) > session_timeout)); then
        break
      fi
      if ((tries == 300)); then
        fail "instance $n still opens sessions with $1, last at $last"
      fi
      sleep 0.2
    done
  done
  ok "neither has opened a session with $1 for longer than $session_timeout seconds"
}

log_in_all() {
  local user
  for ((user = 1; user <= users; user++)); do
    rm -f "$work/user$user.cookies"
    get "$user" 1 /log-in-and-generate-session >"$work/out"
  done
  ok "$users users logged in"
}

# One request after the other, each user on the other instance than before. They only read.
traffic() {
  local user round
  for ((round = 0; round < max_rounds; round++)); do
    for ((user = 1; user <= users; user++)); do
      get "$user" $(((round + user) % 2 + 1)) /webapp/browsing || printf 'curl ended with %d\n' $?
    done
    if [[ -e "$enough" ]]; then
      return
    fi
    sleep 0.1
  done
  return 1
}

end_traffic() {
  touch "$enough"
  wait "${pids[-1]}" || fail 'the traffic ended too early'
  pids[-1]=''
  awk '
    !/^Hello, Sam Carter !! \(instance[12]\) 200$/ { if (++wrong <= 10) print "  " $0 }
    END {
      printf "changed the key under %d requests: %d sessions lost or errors\n", NR, wrong
      exit !(NR > 0 && wrong == 0)
    }' "$work/traffic" || fail 'not every session survived'
}

everybody_is() {
  local user answer
  for ((user = 1; user <= users; user++)); do
    answer=$(get "$user" $((user % 2 + 1)) /webapp/browsing)
    if [[ "$answer" != "$1 (instance$((user % 2 + 1))) 200" ]]; then
      fail "user $user got: $answer"
    fi
  done
}

# get USER INSTANCE PATH: the answer's body and its status, on a line
get() {
  local cookies="$work/user$1.cookies"
  touch "$cookies"
  curl -s --max-time 5 -b "$cookies" -c "$cookies" -w ' %{http_code}\n' "$(url "$2" "$3")"
}

main "$@"

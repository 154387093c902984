#!/usr/bin/env bash
# The runbook of docs/operations.md, "Changing the key", done to two instances with its own commands, while logged-in users go on: nobody
# is logged out, nobody sees an error. Then its emergency: everybody is logged out, and still nobody sees an error.
#
#   ./rotate.sh     exits with 0 if that is so
#
# The runbook's times are cut short: a key begins to encrypt after 30 seconds, a session ends after 20. On a machine that is too busy for that,
# the key gets more, and who is served too late for 20 seconds logs in again and does not count.
set -euo pipefail

source "$(dirname "${BASH_SOURCE[0]}")/instances.sh"

runbook="$here/../docs/operations.md"
# where nothing else is written
keys="$work/keys"
users=10
activation_delay=30
session_timeout=20
# of them: a use counts up to a renewal interval later, and clocks are read in whole seconds
tolerance=4
# when each user was served last
served=()
enough="$work/enough"

main() {
  need curl
  build_unless_built

  step 'Two instances, configured as the runbook does it'
  export KEYSTORE_PASSWORD=password SESSION_KEYSTORE="$keys/sessions.p12"
  section 'In a keystore' yaml >"$work/application.yml"
  begin

  step 'Add a key'
  follow 'Add a key'
  until is_in_time session-2; do
    activation_delay=$((2 * activation_delay))
    step "An instance had not read the key when it began to encrypt: once more with $activation_delay seconds"
    end_traffic
    for n in 1 2; do stop "$n"; done
    begin
    follow 'Add a key'
  done
  await_key session-2 active
  await_key session-1 valid

  step 'Remove the old key'
  await_disuse session-1
  follow 'Remove the old key'
  await_key session-1 ''
  await_requests $((2 * users))
  end_traffic
  summarize

  step 'A key became known'
  follow 'A key became known'
  await_key session-2 ''
  await_key session-3 active
  for ((user = 1; user <= users; user++)); do
    check_answer "$user" 'Session.authUsername is not defined!' "$(get "$user" $((user % 2 + 1)) /webapp/browsing)"
  done
  ok 'everybody is logged out'
  for ((user = 1; user <= users; user++)); do
    log_in "$user"
    until visit "$user" $((user % 2 + 1)) >"$work/answer"; do log_in "$user"; done
    check_answer "$user" 'Hello, Sam Carter !!' "$(cat "$work/answer")"
  done
  ok 'and in again'
}

# with one key and users on two instances
begin() {
  local user
  rm -rf "$keys" "$enough"
  mkdir "$keys"
  run "$keytool" -genseckey -alias session-1 -keyalg AES -keysize 256 -keystore "$SESSION_KEYSTORE" -storetype pkcs12 \
    -storepass:env KEYSTORE_PASSWORD
  for n in 1 2; do start "$n"; done
  for n in 1 2; do await "$n"; done
  for ((user = 1; user <= users; user++)); do log_in "$user"; done
  ok "$users users logged in"
  traffic >"$work/traffic" &
  pids[3]=$!
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
  ask -f -u operator:password "$(url "$1" /actuator/jwtsession)" | grep -o "{\"id\":\"$2\"[^}]*}" || true
}

# active, valid or scheduled; nothing, if the instance does not know the key
state_of() {
  key "$2" "$1" | sed 's/.*"state":"\([a-z]*\)".*/\1/'
}

# is_in_time KEY: that both instances know a key before either encrypts with it
is_in_time() {
  local n tries
  for n in 1 2; do
    for ((tries = 0; ; tries++)); do
      if [[ -n "$(state_of "$1" "$n")" ]]; then
        break
      fi
      pause "$tries" "instance $n does not read $1" "$work/instance$n.log"
    done
  done
  # as only now they all know it
  for n in 1 2; do
    [[ "$(state_of "$1" "$n")" == scheduled ]] || return 1
  done
  ok "$1 is scheduled on both"
}

# await_key KEY STATE: on both instances; if it is empty, that they do not know the key
await_key() {
  local n state tries
  for n in 1 2; do
    for ((tries = 0; ; tries++)); do
      state=$(state_of "$1" "$n")
      if [[ "$state" == "$2" ]]; then
        break
      fi
      pause "$tries" "instance $n has $1 as '$state' instead of '$2'" "$work/instance$n.log"
    done
  done
  ok "$1 is ${2:-gone} on both"
}

# await_disuse KEY: until no instance has opened a session with it for longer than the session timeout
await_disuse() {
  local n tries last before='none' since=$SECONDS
  for ((tries = 0; ; tries++)); do
    last=''
    for n in 1 2; do
      last="$last $(key "$n" "$1" | sed 's/.*"lastOpenedAt":"\{0,1\}\([^",}]*\).*/\1/')"
    done
    if [[ "$last" != "$before" ]]; then
      before=$last since=$SECONDS
    fi
    if ((SECONDS - since > session_timeout)); then
      break
    fi
    pause "$tries" "sessions are still opened with $1, last at$last"
  done
  ok "neither has opened a session with $1 for longer than $session_timeout seconds"
}

log_in() {
  rm -f "$work/user$1.cookies"
  served[$1]=$SECONDS
  check_answer "$1" 'Sam Carter logged IN. (JWT session generated)' "$(get "$1" 1 /log-in-and-generate-session)"
}

# check_answer USER EXPECTED ANSWER
check_answer() {
  case "$3" in
    "$2 200" | "$2 (instance"[12]') 200') ;;
    *) fail "user $1 got: $3" ;;
  esac
}

# One request after the other, each user on the other instance than before, until it is enough, or the script was killed. They only
# read.
traffic() {
  local user round
  for ((round = 0; ; round++)); do
    for ((user = 1; user <= users; user++)); do
      visit "$user" $(((round + user) % 2 + 1)) || log_in "$user"
      if [[ -e "$enough" ]]; then
        return
      fi
      kill -0 $$ 2>/dev/null || return 1
    done
    sleep 0.1
  done
}

# visit USER INSTANCE: writes the answer; or "late", and fails, if the session may have ended by itself
visit() {
  local sent=$SECONDS answer
  answer=$(get "$1" "$2" /webapp/browsing) || answer="no answer, curl ended with $?"
  if [[ "$answer" == "Hello, Sam Carter !! (instance$2) 200" ]]; then
    served[$1]=$sent
  elif ((SECONDS - served[$1] >= session_timeout - tolerance)); then
    printf 'late\n'
    return 1
  fi
  printf '%s\n' "$answer"
}

# await_requests NUMBER: until so many more were answered
await_requests() {
  local answered tries
  answered=$(greeted)
  for ((tries = 0; ; tries++)); do
    if (($(greeted) >= answered + $1)); then
      break
    fi
    pause "$tries" 'the users are not served'
  done
}

greeted() {
  grep -c '^Hello' "$work/traffic" || true
}

end_traffic() {
  touch "$enough"
  wait "${pids[3]}" || fail 'the traffic ended too early' "$work/traffic"
  pids[3]=''
}

summarize() {
  awk '
    /^late$/ { late++; next }
    !/^Hello, Sam Carter !! \(instance[12]\) 200$/ { if (++wrong <= 10) print "  " $0 }
    END {
      if (late) printf "  the machine was busy: %d times a user was served too late, and logged in again\n", late
      printf "changed the key under %d requests: %d sessions lost or errors\n", NR, wrong
      exit !(NR > late && wrong == 0)
    }' "$work/traffic" || fail 'not every session survived'
}

# get USER INSTANCE PATH: the answer's body and its status, on a line
get() {
  local cookies="$work/user$1.cookies"
  touch "$cookies"
  ask -b "$cookies" -c "$cookies" -w ' %{http_code}\n' "$(url "$2" "$3")"
}

main "$@"

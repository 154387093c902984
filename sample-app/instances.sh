# shellcheck shell=bash
# What the scripts beside this file share: instances 1 to 3 of the sample on ports 8001 to 8003, with one keystore,
# in a directory that is removed with all that was started when the script ends. To be sourced.
#
# The scripts run with the bash 3.2 and the BSD tools of macOS as well: ScriptTests names what they must not use. They wait for states and
# not for times, so that a busy machine makes them slow and not wrong.

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
jar="$here/target/sample-app.jar"
work=$(mktemp -d "${TMPDIR:-/tmp}/jwt-session-sample.XXXXXX")
java="${JAVA_HOME:+$JAVA_HOME/bin/}java"
keytool="${JAVA_HOME:+$JAVA_HOME/bin/}keytool"
# of the instances, by their number; a script may append what else it wants to be stopped
pids=("" "" "" "")
# seconds, so that what hangs ends; nothing that is not wrong comes near it on a busy machine
patience=${PATIENCE:-900}

if [[ -t 1 ]]; then
  bold=$'\e[1m' dim=$'\e[2m' green=$'\e[32m' red=$'\e[31m' plain=$'\e[0m'
else
  bold='' dim='' green='' red='' plain=''
fi

build_unless_built() {
  if [[ -f "$jar" && -z "$(newer_than_jar)" ]]; then
    return
  fi
  step 'Build the sample, once'
  (cd "$here/.." && ./mvnw -q -B -ntp -pl sample-app -am -DskipTests package) >"$work/out" 2>&1 || fail 'the build failed' "$work/out"
  # Maven does not write it again where nothing in it has changed
  touch "$jar"
  ok "$jar"
}

# what the jar is made of and has changed since; a directory, where a file was removed
newer_than_jar() {
  local root="$here/.."
  find "$root/pom.xml" "$root/jwt-session-core" "$root/jwt-session-spring-boot-autoconfigure" "$root/jwt-session-spring-boot-starter" "$here" \
    \( -name target -o -path '*/src/test' -o -path "$here/chaos" \) -prune -o \
    \( -path '*/src/main/*' -o -name pom.xml \) -newer "$jar" -print
}

make_keystore() {
  run "$keytool" -genseckey -alias symmetric-key -keystore jwtsessionkeystore.pkcs12 \
    -storepass password -storetype pkcs12 -keyalg HmacSHA512 -keysize 512
  export KEYSTORE_SECRET_ID='cGFzc3dvcmQ='
  export JWT_SESSION_KEYSTORE_LOCATION="file:$work/jwtsessionkeystore.pkcs12"
  ok "$work/jwtsessionkeystore.pkcs12"
}

start_all() {
  local n
  for n in 1 2 3; do
    start "$n"
  done
  for n in 1 2 3; do
    await "$n"
  done
}

# require_free INSTANCE: that nothing else listens on its port
require_free() {
  local n=$1
  if (exec 3<>"/dev/tcp/127.0.0.1/$((8000 + n))") 2>/dev/null; then
    fail "port $((8000 + n)) is taken; what runs there has to be stopped first"
  fi
}

start() {
  local n=$1
  require_free "$n"
  "$java" -jar "$jar" --spring.profiles.active="instance$n" --server.address=127.0.0.1 >"$work/instance$n.log" 2>&1 &
  pids[n]=$!
}

await() {
  await_page "$1" /jwt-session-encrypt
  ok "instance $1 answers on port $((8000 + $1))"
}

# waits as long as the instance lives and does not answer
await_page() {
  local n=$1 page=$2 tries
  for ((tries = 0; ; tries++)); do
    if ask -f -o /dev/null "$(url "$n" "$page")"; then
      return
    fi
    if ! kill -0 "${pids[n]}" 2>/dev/null; then
      fail "instance $n ended while it started" "$work/instance$n.log"
    fi
    pause "$tries" "instance $n does not answer" "$work/instance$n.log"
  done
}

# asks an instance to end, and waits until it has
stop() {
  local n=$1 pid=${pids[$1]} tries
  kill -TERM "$pid"
  for ((tries = 0; ; tries++)); do
    if ! kill -0 "$pid" 2>/dev/null; then
      break
    fi
    pause "$tries" "instance $n does not stop" "$work/instance$n.log"
  done
  pids[n]=''
  ok "instance $n stopped"
}

# pause TRIES MESSAGE [FILE]: a moment, before what is waited for is looked at again; fails if that was so too often
pause() {
  if (($1 >= 5 * patience)); then
    shift
    fail "$@"
  fi
  sleep 0.2
}

url() {
  printf 'http://127.0.0.1:%d%s' "$((8000 + $1))" "$2"
}

# curl, which fails where nobody answers
ask() {
  curl -s --noproxy '*' --max-time "$patience" "$@"
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

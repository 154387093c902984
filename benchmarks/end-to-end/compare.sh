#!/usr/bin/env bash
# What a session costs: one application under load with five session stores, one after the other in short rounds.
#
#   ./compare.sh                all stores, about 45 minutes
#   ./compare.sh --quick        the same with less of everything, about 8 minutes: to see that it works
#   ./compare.sh jwt cookie     these stores alone (and tomcat, which all are compared with)
#
# Tables in Markdown go to standard output, all else to standard error. Everything runs on the loopback interface and
# is stopped at the end. An answer that is not what it should be ends the script with an error.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
jar="$here/target/end-to-end-benchmark.jar"
java="${JAVA_HOME:+$JAVA_HOME/bin/}java"
jcmd="${JAVA_HOME:+$JAVA_HOME/bin/}jcmd"
keytool="${JAVA_HOME:+$JAVA_HOME/bin/}keytool"

# A JVM compiles a little differently each time it starts: what is kept is measured in several of them.
starts=3
rounds=2
seconds=3
# A JVM is warm when its compiler takes no more than this share of its CPU time, or after so many slices of a page.
most_compiler_share=0.03
warm_up_seconds=4
most_warm_up_slices=12
sessions=100000
connections=16
seconds_to_start=120
# A session is renewed a minute after its last renewal that the client took, and wrk takes none.
seconds_until_renewal=60

all_stores=(tomcat cookie jwt h2 postgresql redis)
declare -A title=([tomcat]='Tomcat, in memory' [cookie]='Tomcat, and a cookie as long as that of a JWT session'
  [jwt]='JWT session' [h2]='Spring Session JDBC, H2 in process'
  [postgresql]='Spring Session JDBC, PostgreSQL' [redis]='Spring Session Redis')
declare -A port=([tomcat]=28101 [jwt]=28102 [h2]=28103 [postgresql]=28104 [redis]=28105 [cookie]=28106)
declare -A kept_by=([tomcat]='container' [cookie]='container' [jwt]='JwtSessionRepository'
  [h2]='JdbcIndexedSessionRepository H2' [postgresql]='JdbcIndexedSessionRepository PostgreSQL' [redis]='RedisSessionRepository')
redis_port=28111
postgresql_port=28112

pages=(none read write public account)
declare -A path=([none]=/none [read]=/read [write]=/write [public]=/account/public [account]=/account)
declare -A answer=([none]='none' [read]='dark' [public]='none' [account]='sam dark')

stores=()
work=''
# process ids, of the applications by store and of the servers by name
declare -A application=()
declare -A server=()

main() {
  read_arguments "$@"
  make_work_directory
  install_what_lacks
  build
  start_servers

  local start store
  for ((start = 1; start <= starts; start++)); do
    step "Start $start of $starts of an application for each store"
    start_all
    warm_up_all
    measure_all $(((start - 1) * rounds))
    stop_applications
  done
  print_environment
  print_load_table

  step "Heap of $sessions live sessions, one application at a time"
  for store in "${stores[@]}"; do
    if [[ "$store" != cookie ]]; then
      measure_heap "$store"
    fi
  done
  print_heap_table
}

start_all() {
  local store
  for store in "${stores[@]}"; do
    start_application "$store" 1g
  done
  for store in "${stores[@]}"; do
    await_application "$store"
    check_store "$store"
  done
}

stop_applications() {
  local store
  for store in "${stores[@]}"; do
    stop_application "$store"
  done
}

read_arguments() {
  local argument
  for argument in "$@"; do
    case "$argument" in
      --quick) starts=1 rounds=2 seconds=2 warm_up_seconds=2 most_warm_up_slices=2 sessions=10000 ;;
      tomcat | cookie | jwt | h2 | postgresql | redis) stores+=("$argument") ;;
      *) fail "usage: $0 [--quick] [tomcat|cookie|jwt|h2|postgresql|redis]..." ;;
    esac
  done
  choose_stores
}

# in the order of the tables; the cookies of JWT sessions come from their application
choose_stores() {
  local store ordered=()
  if ((${#stores[@]} == 0)); then
    stores=("${all_stores[@]}")
    return
  fi
  stores+=(tomcat)
  if uses cookie; then
    stores+=(jwt)
  fi
  for store in "${all_stores[@]}"; do
    if uses "$store"; then
      ordered+=("$store")
    fi
  done
  stores=("${ordered[@]}")
}

uses() {
  [[ " ${stores[*]} " == *" $1 "* ]]
}

# ---- preparation

make_work_directory() {
  work=$(mktemp -d "${TMPDIR:-/tmp}/jwt-session-end-to-end.XXXXXX")
  # the user that PostgreSQL runs as has to get to its directory in this one
  chmod 711 "$work"
  cd "$work"
}

install_what_lacks() {
  need curl curl
  need wrk wrk
  if uses redis; then
    need redis-server redis-server
    need redis-cli redis-tools
  fi
  if uses postgresql; then
    # not in the PATH on Debian, whose versions stand side by side
    PATH="$PATH:$(postgresql_directory)"
    need postgres postgresql
    PATH="$PATH:$(postgresql_directory)"
    need setpriv util-linux
  fi
  local tool
  for tool in "$java" "$jcmd" "$keytool"; do
    command -v "$tool" >/dev/null || fail "$tool is needed: a JDK, 17 or later, in the PATH or in JAVA_HOME"
  done
}

# need COMMAND PACKAGE
need() {
  if command -v "$1" >/dev/null; then
    return
  fi
  if ((EUID != 0)) || ! command -v apt-get >/dev/null; then
    fail "$1 is needed. On Debian: apt-get install $2"
  fi
  step "Install $2"
  # in run level 1 a package does not start its service: this script starts servers of its own
  (apt-get update && RUNLEVEL=1 DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$2") \
    >"$work/apt.log" 2>&1 || fail "apt-get install $2 failed" "$work/apt.log"
  hash -r
}

postgresql_directory() {
  local directories=(/usr/lib/postgresql/*/bin)
  printf '%s' "${directories[-1]}"
}

# always, and not only if there is none: figures of code that has changed since would be worse than none
build() {
  step 'Build the application'
  (cd "$root" && ./mvnw -q -B -Pend-to-end -pl benchmarks/end-to-end -am -DskipTests package) >"$work/build.log" 2>&1 ||
    fail 'the build failed' "$work/build.log"
  ok "$jar"
}

# ---- servers and applications

start_servers() {
  if uses jwt; then
    make_keystore
  fi
  if uses redis; then
    start_redis
  fi
  if uses postgresql; then
    start_postgresql
  fi
}

make_keystore() {
  "$keytool" -genseckey -alias session-key -keyalg AES -keysize 256 -keystore "$work/sessions.p12" \
    -storepass password -storetype pkcs12 >"$work/keytool.log" 2>&1 || fail 'keytool failed' "$work/keytool.log"
}

start_redis() {
  require_free "$redis_port"
  redis-server --bind 127.0.0.1 --port "$redis_port" --save '' --appendonly no --dir "$work" >"$work/redis.log" 2>&1 &
  server[redis]=$!
  await Redis "${server[redis]}" "$work/redis.log" redis-cli -h 127.0.0.1 -p "$redis_port" ping
}

start_postgresql() {
  require_free "$postgresql_port"
  local data="$work/postgresql" as=()
  mkdir "$data"
  if ((EUID == 0)); then
    id -u postgres >/dev/null 2>&1 || fail 'PostgreSQL does not run as root, and there is no user postgres'
    chown postgres "$data"
    as=(setpriv --reuid=postgres --regid=postgres --clear-groups)
  fi
  chmod 700 "$data"
  "${as[@]}" initdb -D "$data" -U postgres -A trust -E UTF8 --locale=C >"$work/initdb.log" 2>&1 ||
    fail 'initdb failed' "$work/initdb.log"
  "${as[@]}" postgres -D "$data" -h 127.0.0.1 -p "$postgresql_port" -k "$data" >"$work/postgresql.log" 2>&1 &
  server[postgresql]=$!
  await PostgreSQL "${server[postgresql]}" "$work/postgresql.log" query 'select 1'
}

query() {
  PGCONNECT_TIMEOUT=5 psql -h 127.0.0.1 -p "$postgresql_port" -U postgres -qtAX -c "$1" postgres
}

# One collector that stops the application and works in one thread, with a heap of fixed size: collecting then costs the
# same at the same rate of allocation, and no thread works beside the requests. -Xmx is for all alike.
# Compiler threads stay, so that what they took can be read at any time.
start_application() {
  local store=$1 heap=$2 arguments=()
  require_free "${port[$store]}"
  case "$store" in
    jwt) arguments=("--jwt.session.keystore.location=file:$work/sessions.p12") ;;
    postgresql) arguments=("--spring.datasource.url=jdbc:postgresql://127.0.0.1:$postgresql_port/postgres") ;;
    redis) arguments=(--spring.data.redis.host=127.0.0.1 "--spring.data.redis.port=$redis_port") ;;
  esac
  "$java" -XX:+UseSerialGC -XX:-UseDynamicNumberOfCompilerThreads "-Xms$heap" "-Xmx$heap" \
    -jar "$jar" "--spring.profiles.active=$(profile_of "$store")" \
    "--server.port=${port[$store]}" "${arguments[@]}" >"$work/$store.log" 2>&1 &
  application[$store]=$!
}

profile_of() {
  if [[ "$1" == cookie ]]; then
    printf 'tomcat'
  else
    printf '%s' "$1"
  fi
}

await_application() {
  local store=$1
  await "${title[$store]}" "${application[$store]}" "$work/$store.log" get "$store" /none
}

# await NAME PID LOG COMMAND...: until the command succeeds
await() {
  local name=$1 pid=$2 log=$3 end=$((SECONDS + seconds_to_start))
  shift 3
  while ! "$@" >/dev/null 2>&1; do
    kill -0 "$pid" 2>/dev/null || fail "$name ended while it started" "$log"
    ((SECONDS < end)) || fail "$name did not start within $seconds_to_start seconds" "$log"
    sleep 0.25
  done
  ok "$name answers"
}

stop_application() {
  local pid=${application[$1]}
  application[$1]=''
  kill -TERM "$pid"
  wait "$pid" || true
}

require_free() {
  if (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; then
    fail "port $1 is taken; what runs there has to be stopped first"
  fi
}

# ---- sessions

# make_sessions STORE PAGE: as many as there are connections, and their cookies, a line for each, in the file "cookies";
# for a page without a session a line without cookies. They are made for each measurement, so that none of them is due
# for renewal.
make_sessions() {
  local store=$1 page=$2 n jars pids=()
  if [[ "$page" == none || "$page" == public ]]; then
    printf '\n' >"$work/cookies"
    return
  fi
  for ((n = 0; n < connections; n++)); do
    make_session "$store" "$page" "$work/jar.$n" &
    pids+=($!)
    if [[ "$store" == cookie ]]; then
      make_session jwt "$page" "$work/jar.$n.jwt" &
      pids+=($!)
    fi
  done
  for n in "${pids[@]}"; do
    wait "$n"
  done
  # a line of a jar that begins with #HttpOnly_ is a cookie too
  for ((n = 0; n < connections; n++)); do
    jars=("$work/jar.$n")
    if [[ "$store" == cookie ]]; then
      jars+=("$work/jar.$n.jwt")
    fi
    awk '!/^# / && NF >= 7 { line = line separator $6 "=" $7; separator = "; " } END { print line }' "${jars[@]}"
  done >"$work/cookies"
}

make_session() {
  local store=$1 page=$2 cookies=$3
  rm -f "$cookies"
  expect new "$(get "$store" /fill -c "$cookies")" "a new session in ${title[$store]}"
  if [[ "$page" == account ]]; then
    log_in "$store" "$cookies"
  fi
}

log_in() {
  local store=$1 cookies=$2 csrf
  csrf=$(get "$store" /login -b "$cookies" -c "$cookies" | sed -n 's/.*name="_csrf"[^>]*value="\([^"]*\)".*/\1/p')
  [[ -n "$csrf" ]] || fail "no CSRF token in the login page of ${title[$store]}"
  get "$store" /login -b "$cookies" -c "$cookies" --data-urlencode "_csrf=$csrf" -d username=sam -d password=password
}

# get STORE PATH [CURL OPTION...]
get() {
  local store=$1 path=$2
  shift 2
  curl -fsS --max-time 20 "$@" "$(url "$store" "$path")"
}

url() {
  printf 'http://127.0.0.1:%d%s' "${port[$1]}" "$2"
}

first_cookie() {
  head -n 1 "$work/cookies"
}

# ---- checks: the store is the one that the table names, it is used, and it answers

check_store() {
  local store=$1 jar="$work/jar" before n
  expect "${kept_by[$store]}" "$(get "$store" /store)" "the store of ${title[$store]}"
  before=$(rows "$store")
  rm -f "$jar"
  expect 'new' "$(get "$store" /fill -b "$jar" -c "$jar")" "a new session in ${title[$store]}"
  for n in 1 2 3; do
    expect "$n" "$(get "$store" /write -b "$jar" -c "$jar")" "what is written to ${title[$store]}"
  done
  expect 3 "$(get "$store" /visits -b "$jar" -c "$jar")" "what was written to ${title[$store]}"
  expect 'dark' "$(get "$store" /read -b "$jar" -c "$jar")" "what is read from ${title[$store]}"
  if is_shared "$store" && (($(rows "$store") <= before)); then
    fail "${title[$store]} has no more sessions in its database than before"
  fi
  case "$store" in
    tomcat | cookie) grep -q 'JSESSIONID' "$jar" || fail 'the session of Tomcat has another cookie' ;;
    # five parts of a compact JWE, "dir" leaving the second one empty
    jwt) grep -Eq 'jwt-session(-g[1-9])?.[A-Za-z0-9_-]+\.\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]{1000,}\.[A-Za-z0-9_-]+$' "$jar" ||
      fail 'the JWT session is no JWE of 1 KB' ;;
    *) grep -q 'SESSION' "$jar" || fail "the session of ${title[$store]} has another cookie" ;;
  esac
}

is_shared() {
  [[ "$1" == h2 || "$1" == postgresql || "$1" == redis ]]
}

# how many sessions the store's database has
rows() {
  case "$1" in
    h2 | postgresql) get "$1" /store/rows ;;
    redis) redis-cli -h 127.0.0.1 -p "$redis_port" dbsize ;;
    *) printf '0' ;;
  esac
}

# check_page STORE PAGE: before and after the load, as one of its sessions sees the page
check_page() {
  local store=$1 page=$2 body headers="$work/headers"
  body=$(get "$store" "${path[$page]}" -b "$(first_cookie)" -D "$headers")
  if [[ "$page" == write ]]; then
    [[ "$body" =~ ^[1-9][0-9]*$ ]] || fail "${title[$store]} answers to a write: $body"
    if [[ "$store" == jwt ]] && ! grep -Eiq '^set-cookie: jwt-session(-g[1-9])?=' "$headers"; then
      fail 'a changed JWT session was not sent'
    fi
  else
    expect "${answer[$page]}" "$body" "the page '$page' of ${title[$store]}"
    if grep -iq '^set-cookie:' "$headers"; then
      fail "the page '$page' of ${title[$store]} sends a cookie, though nothing changed"
    fi
  fi
}

# what wrk wrote is there, unless it is in a cookie that wrk did not take
check_written() {
  local store=$1 visits
  visits=$(get "$store" /visits -b "$(first_cookie)")
  if [[ "$store" != jwt ]] && ((visits < 10)); then
    fail "${title[$store]} has lost writes: only $visits are left"
  fi
}

# ---- load

# Twice, since code that was compiled for one page is thrown away when another page uses it differently.
warm_up_all() {
  step 'Warm up'
  local store page pass slices unsettled
  for store in "${stores[@]}"; do
    slices=0 unsettled=0
    for pass in 1 2; do
      for page in "${pages[@]}"; do
        warm_up "$store" "$page"
      done
    done
    ok "${title[$store]}, $((slices * warm_up_seconds)) seconds; given up on $unsettled of $((2 * ${#pages[@]})) pages"
  done
}

# until the just-in-time compiler has next to nothing to do; adds to "slices", or to "unsettled" if it always has
warm_up() {
  local store=$1 page=$2 slice pid=${application[$1]} before after
  for ((slice = 1; slice <= most_warm_up_slices; slice++)); do
    make_sessions "$store" "$page"
    check_page "$store" "$page"
    before=$(ticks_and_compiler "$pid")
    load "$store" "$page" "$warm_up_seconds" >/dev/null
    after=$(ticks_and_compiler "$pid")
    slices=$((slices + 1))
    if awk -v before="$before" -v after="$after" -v most="$most_compiler_share" 'BEGIN {
      split(before, b, " "); split(after, a, " "); exit !(a[2] - b[2] <= most * (a[1] - b[1])) }'; then
      return
    fi
  done
  unsettled=$((unsettled + 1))
}

# in clock ticks: CPU time of a process and of those of its threads that compile
ticks_and_compiler() {
  printf '%s ' "$(ticks "$1")"
  # threads may end while they are read
  (cat "/proc/$1"/task/*/stat 2>/dev/null || true) |
    awk '/\(C[12] Compiler/ { sub(/^.*\) /, ""); sum += $12 + $13 } END { print sum + 0 }'
}

# measure_all N: rounds that come after N others. In turns, so that what else happens on the machine meets all stores
# alike.
measure_all() {
  local after=$1
  step "Measure, $rounds rounds of $seconds seconds for each page and store"
  local round page store
  for ((round = 1; round <= rounds; round++)); do
    for page in "${pages[@]}"; do
      for store in "${stores[@]}"; do
        measure "$store" "$page" "$((after + round))"
      done
    done
    ok "round $round"
  done
}

# adds a line: store, page, round, requests, microseconds, and in clock ticks the CPU time of the application, of its
# server and of processes that have nothing to do with it, and the time of all cores
measure() {
  local store=$1 page=$2 round=$3 begin=$SECONDS result before after
  make_sessions "$store" "$page"
  check_page "$store" "$page"
  before=$(clocks "$store")
  result=$(load "$store" "$page" "$seconds")
  after=$(clocks "$store")
  check_page "$store" "$page"
  if [[ "$page" == write ]]; then
    check_written "$store"
  fi
  ((SECONDS - begin < seconds_until_renewal)) || fail 'the measurement took so long that sessions were renewed in it'
  printf '%s %s %d %s %s %s\n' "$store" "$page" "$round" "$result" "$before" "$after" | awk '{
    application = $11 - $6; server = $12 - $7; own = $13 - $8; busy = $14 - $9
    print $1, $2, $3, $4, $5, application, server, busy - application - server - own, $15 - $10
  }' >>"$work/figures"
}

# in clock ticks: CPU time of the store's application, of its server, of this script and what it ran, and of all
# processes; and the time of all cores, idle or not (proc(5))
clocks() {
  printf '%s %s ' "$(ticks "${application[$1]}")" "$(server_ticks "$1")"
  awk '{ sub(/^.*\) /, ""); printf "%d ", $12 + $13 + $14 + $15 }' "/proc/$$/stat"
  awk '$1 == "cpu" { all = $2 + $3 + $4 + $5 + $6 + $7 + $8 + $9; print all - $5 - $6, all }' /proc/stat
}

# prints requests and microseconds
load() {
  local store=$1 page=$2 duration=$3 out="$work/wrk.out"
  timeout $((duration + 30)) wrk -t 1 -c "$connections" -d "${duration}s" --timeout 5s -s "$here/cookies.lua" \
    "$(url "$store" "${path[$page]}")" "$work/cookies" >"$out" 2>&1 || fail 'wrk failed' "$out"
  awk '$1 == "result" && $2 > 0 && $4 == 0 { print $2, $3; found = 1 } END { exit !found }' "$out" ||
    fail "not every request to the page '$page' of ${title[$store]} had a good answer" "$out"
}

# ticks PID [with-children]: user and system time of a process (proc(5)), and of those it started
ticks() {
  local pid=$1 with_children=${2:-}
  # processes that have nothing to do with it may end while they are read
  (cat /proc/[0-9]*/stat 2>/dev/null || true) | awk -v pid="$pid" -v with_children="$with_children" '
    { process = $1; sub(/^.*\) /, "") }
    process == pid { sum += $12 + $13; found = 1 }
    with_children && process == pid { sum += $14 + $15 }
    with_children && $2 == pid { sum += $12 + $13 }
    END { print sum + 0; exit !found }' || fail "process $pid has ended"
}

server_ticks() {
  case "$1" in
    redis) ticks "${server[redis]}" ;;
    postgresql) ticks "${server[postgresql]}" with-children ;;
    *) printf '0' ;;
  esac
}

# ---- heap

# adds a line: store, bytes of heap for each session, bytes in the server for each session
measure_heap() {
  local store=$1 heap stored rows
  start_application "$store" 4g
  await_application "$store"
  # what the first sessions bring about, such as connections and compiled code, is not counted
  fill "$store" 1000
  heap=$(used_heap "$store")
  stored=$(used_server "$store")
  rows=$(rows "$store")
  fill "$store" "$sessions"
  if is_shared "$store" && (($(rows "$store") - rows != sessions)); then
    fail "${title[$store]} has $(($(rows "$store") - rows)) sessions more, not $sessions"
  fi
  heap=$(($(used_heap "$store") - heap))
  stored=$(($(used_server "$store") - stored))
  stop_application "$store"
  printf '%s %s %s\n' "$store" "$heap" "$stored" >>"$work/heap"
  ok "${title[$store]}: $((heap / sessions)) bytes a session"
}

# fill STORE COUNT: so many new sessions, by four clients that keep no cookie
fill() {
  local store=$1 count=$2 n made pids=()
  for n in 1 2 3 4; do
    timeout 240 curl -fsS --max-time 230 "$(url "$store" '/fill')?[1-$((count / 4))]" >"$work/fill.$n" 2>&1 &
    pids+=($!)
  done
  for n in "${pids[@]}"; do
    wait "$n" || fail "not every new session of ${title[$store]} was made" "$work/$store.log"
  done
  made=$(cat "$work"/fill.[1-4] | grep -c '^new$' || true)
  expect "$count" "$made" "the number of new sessions in ${title[$store]}"
}

# bytes of live objects; the class histogram collects garbage first, like GC.run
used_heap() {
  local pid=${application[$1]}
  "$jcmd" "$pid" GC.run >/dev/null || fail 'jcmd failed'
  "$jcmd" "$pid" GC.class_histogram >"$work/histogram" || fail 'jcmd failed' "$work/histogram"
  awk '$1 == "Total" { print $3; found = 1 } END { exit !found }' "$work/histogram" ||
    fail 'no total in the class histogram' "$work/histogram"
}

used_server() {
  case "$1" in
    redis) redis-cli -h 127.0.0.1 -p "$redis_port" info memory | tr -d '\r' | awk -F : '$1 == "used_memory" { print $2 }' ;;
    postgresql) query "select pg_total_relation_size('spring_session') + pg_total_relation_size('spring_session_attributes')" ;;
    *) printf '0' ;;
  esac
}

# ---- report

print_environment() {
  printf '%s cores of %s, %s, %s; %s, %s' "$(nproc)" \
    "$(awk -F ': ' '/^model name/ { print $2; exit }' /proc/cpuinfo)" "$(uname -sr)" \
    "$("$java" -version 2>&1 | sed -n 3p)" "-XX:+UseSerialGC -XX:-UseDynamicNumberOfCompilerThreads -Xms1g -Xmx1g" "$(wrk -v 2>&1 | awk '{ print $1, $2; exit }')"
  if uses postgresql; then
    printf ', %s' "$(postgres --version)"
  fi
  if uses redis; then
    printf ', %s' "$(redis-server --version | awk '{ print $1, $2, $3 }')"
  fi
  printf '.\n%d starts of %d rounds of %d seconds, %d connections, commit %s.\n' "$starts" "$rounds" "$seconds" "$connections" \
    "$(git -C "$root" rev-parse --short HEAD 2>/dev/null || printf 'unknown')"
}

titles() {
  local store
  for store in "${stores[@]}"; do
    printf '%s\t%s\n' "$store" "${title[$store]}"
  done
}

# Medians over the rounds. What is compared is compared within a round, before the median is taken.
print_load_table() {
  titles >"$work/titles"
  awk -v rounds="$((starts * rounds))" -v ticks_a_second="$(getconf CLK_TCK)" '
    FILENAME ~ /titles$/ { split($0, t, "\t"); order[++stores] = t[1]; title[t[1]] = t[2]; next }
    {
      key = $1 SUBSEP $2 SUBSEP $3
      rate[key] = $4 / $5 * 1e6
      cpu[key] = $6 / ticks_a_second * 1e6 / $4
      served[key] = $7 / ticks_a_second * 1e6 / $4
      others[NR] = $8 / $9 * 100
    }
    function sort_rounds(   i, j, v) {
      for (i = 2; i <= rounds; i++) {
        v = values[i]
        for (j = i - 1; j >= 1 && values[j] > v; j--) values[j + 1] = values[j]
        values[j + 1] = v
      }
    }
    function median() {
      sort_rounds()
      return (values[int((rounds + 1) / 2)] + values[int(rounds / 2) + 1]) / 2
    }
    function total(store, page, round) { return cpu[store, page, round] + served[store, page, round] }
    # of another store, with the least and the greatest of the rounds
    function multiple(page, store, other,   r, middle) {
      for (r = 1; r <= rounds; r++) values[r] = total(store, page, r) / total(other, page, r)
      middle = median()
      return sprintf(" | %.2f (%.2f to %.2f)", middle, values[1], values[rounds])
    }
    function row(page, store, base,   r, text) {
      for (r = 1; r <= rounds; r++) values[r] = rate[store, page, r]
      text = sprintf("| %s | %s | %.0f", text_of[page], title[store], median())
      for (r = 1; r <= rounds; r++) values[r] = cpu[store, page, r]
      text = text sprintf(" | %.1f", median())
      for (r = 1; r <= rounds; r++) values[r] = served[store, page, r]
      text = text ((store == "redis" || store == "postgresql") ? sprintf(" | %.1f", median()) : " | -")
      for (r = 1; r <= rounds; r++) values[r] = total(store, page, r) - total(store, base, r)
      text = text ((page != base) ? sprintf(" | %.1f", median()) : " | -")
      text = text ((store != "tomcat") ? multiple(page, store, "tomcat") : " | 1")
      if ("cookie" in title) {
        text = text ((page != base && store != "tomcat" && store != "cookie") ? multiple(page, store, "cookie") : " | -")
      }
      print text " |"
    }
    function report_others(   n, s, middle) {
      n = NR - stores
      for (s = 1; s <= n; s++) values[s] = others[s + stores]
      rounds = n
      middle = median()
      printf "\nOther processes took %.0f %% of the machine meanwhile (median; at most %.0f %%).\n", middle, values[n]
      if (middle > 5) print "That is too much for figures to be kept: measure again on a quiet machine."
    }
    # where no cookie is sent, the store "cookie" is that of Tomcat
    function rows(page, base,   s) {
      for (s = 1; s <= stores; s++) if (page != base || order[s] != "cookie") row(page, order[s], base)
    }
    END {
      text_of["none"] = "no session"
      text_of["read"] = "read an attribute"
      text_of["write"] = "write an attribute"
      text_of["public"] = "no session, behind Spring Security"
      text_of["account"] = "logged in with Spring Security"
      text = "\n| page | store | requests/s | CPU µs/request, application | its server | added by the session | of Tomcat |"
      print text (("cookie" in title) ? " of Tomcat with the cookie |" : "")
      print "| --- | --- | ---: | ---: | ---: | ---: | ---: |" (("cookie" in title) ? " ---: |" : "")
      rows("none", "none")
      rows("read", "none")
      rows("write", "none")
      rows("public", "public")
      rows("account", "public")
      report_others()
    }' "$work/titles" "$work/figures"
}

print_heap_table() {
  awk -v sessions="$sessions" '
    FILENAME ~ /titles$/ { split($0, t, "\t"); title[t[1]] = t[2]; next }
    FNR == 1 {
      printf "\n| store, with %d live sessions | heap, bytes/session | its server, bytes/session |\n", sessions
      print "| --- | ---: | ---: |"
    }
    { printf "| %s | %.0f | %s |\n", title[$1], $2 / sessions,
        (($1 == "redis" || $1 == "postgresql") ? sprintf("%.0f", $3 / sessions) : "-") }' "$work/titles" "$work/heap"
}

# ---- messages, and the end

expect() {
  [[ "$2" == "$1" ]] || fail "$3 should be '$1' but was '$2'"
}

step() {
  printf '\n%s\n' "$1" >&2
}

ok() {
  printf '  ✓ %s\n' "$1" >&2
}

# fail MESSAGE [LOG]
fail() {
  printf '  ✗ %s\n' "$1" >&2
  if [[ $# -gt 1 ]]; then
    tail -n 40 "$2" >&2
  fi
  exit 1
}

stop_all() {
  local pid
  # PostgreSQL would wait for its clients if it was asked with TERM
  for pid in "${application[@]}" "${server[@]}"; do
    if [[ -n "$pid" ]]; then
      kill -TERM "$pid" 2>/dev/null || true
    fi
  done
  if [[ -n "${server[postgresql]:-}" ]]; then
    kill -INT "${server[postgresql]}" 2>/dev/null || true
  fi
  for pid in "${application[@]}" "${server[@]}"; do
    if [[ -n "$pid" ]]; then
      wait "$pid" 2>/dev/null || true
    fi
  done
  if [[ -n "$work" ]]; then
    rm -rf "$work"
  fi
}

trap stop_all EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# overflow.sh has these functions too
if [[ "${BASH_SOURCE[0]}" == "$0" ]]; then
  main "$@"
fi

#!/usr/bin/env bash
# Users on three instances behind nginx, while instances, the store, connections, clocks and keys fail: who notices what.
#
#   ./chaos.sh                             JWT sessions, with Redis and with PostgreSQL; about ten minutes
#   ./chaos.sh --seconds 600               each fault lasts so long, 10 seconds unless told otherwise
#   ./chaos.sh --faults "kill clocks" jwt-redis
#   ./chaos.sh --browsers 200 jwt-redis spring-redis container
#
# What keeps the sessions: jwt-redis and jwt-postgresql (JWT sessions, the ends of which are shared there), spring-redis
# and spring-postgresql (Spring Session), container (Tomcat's sessions, each browser going to one instance).
# With ON_FAILURE=allow or ON_FAILURE=deny in the environment, that is jwt.session.revocation.on-failure; otherwise
# "allow" with Redis and "deny" with PostgreSQL. With OTHER_JAR the other version in "versions" is that of another build;
# ARGUMENTS are further ones of each instance. With NOT_AGAIN=1 what was built before is taken.
#
# Everything runs on the loopback interface and is stopped at the end. Exits with 0 if with JWT sessions nothing happened but
# what docs/operations.md says.
set -euo pipefail

source "$(dirname "${BASH_SOURCE[0]}")/instances.sh"

jar="$here/chaos/target/chaos.jar"
other_jar=${OTHER_JAR:-}
seconds=10
browsers=24
# of a browser between two pages, on average
pause_millis=300
all_faults='steady kill versions outage dead hang loss clocks back rotation late'
faults=$all_faults
stores=''
store=''
version='one'

redis_port=28211
postgresql_port=28212
proxy_port=28220
driver_port=28230
redis_pid=''
postgresql_pid=''
nginx_pid=''
driver_pid=''
failures=0

main() {
  read_arguments "$@"
  need curl
  # Debian has it where only root looks, and versions of PostgreSQL side by side
  PATH="$PATH:/usr/sbin:$(postgresql_directory)"
  need nginx
  need redis-server
  need redis-cli
  need postgres
  need psql
  # the users that nginx and PostgreSQL run as have to get to their directories in this one
  chmod 711 "$work"
  build
  report="$work/report"
  for store in $stores; do
    measure
  done
  step 'Result'
  cat "$report"
  if ((failures > 0)); then
    fail "$failures faults did what they must not"
  fi
}

read_arguments() {
  while (($# > 0)); do
    case "$1" in
      --seconds) seconds=${2:-} && shift ;;
      --browsers) browsers=${2:-} && shift ;;
      --faults) faults=${2:-} && shift ;;
      jwt-redis | jwt-postgresql | spring-redis | spring-postgresql | container) stores="$stores $1" ;;
      *) usage ;;
    esac
    shift
  done
  if [[ ! "$seconds" =~ ^[1-9][0-9]*$ || ! "$browsers" =~ ^[1-9][0-9]*$ ]]; then
    usage
  fi
  stores=${stores:-jwt-redis jwt-postgresql}
}

usage() {
  fail "usage: $0 [--seconds N] [--browsers N] [--faults '$all_faults'] [jwt-redis|jwt-postgresql|spring-redis|spring-postgresql|container]..."
}

# always, and not only if there is none: what has changed since would not be tried
build() {
  step 'Build the application'
  [[ -n "${NOT_AGAIN:-}" && -f "$jar" ]] ||
    (cd "$here/.." && ./mvnw -q -B -ntp -Pchaos -pl sample-app/chaos -am -DskipTests package) >"$work/out" 2>&1 ||
    fail 'the build failed' "$work/out"
  ok "$jar"
  # starts sooner, and so do instances with an archive of their classes
  "$java" -Djarmode=tools -jar "$jar" extract --destination "$work/application" >"$work/out" 2>&1 ||
    fail 'the application cannot be extracted' "$work/out"
  jar="$work/application/chaos.jar"
}

measure() {
  local fault
  step "$store: three instances, nginx and $browsers browsers"
  version='one'
  start_store
  start_driver
  make_keys
  archive_classes
  start 1
  await 1
  start 2
  start 3
  await 2
  await 3
  start_nginx 1 2 3
  {
    printf '\n%s, %d browsers, %d seconds\n\n' "$(title)" "$browsers" "$seconds"
    printf '| fault | requests | logins | writes | logouts | errors | refused for now | sessions lost | logins lost | updates lost | copies accepted | revived | longest refusal (s) | longest answer (s) | log lines |\n'
    printf '| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |\n'
  } >>"$report"
  driver /start >"$work/out"
  # what is slow the first time is no fault
  sleep 5
  for fault in $faults; do
    if is_possible "$fault"; then
      inflict "$fault"
    fi
  done
  stop_this
}

title() {
  case "$store" in
    jwt-*) printf '%s, on-failure: %s' "$store" "$(on_failure)" ;;
    *) printf '%s' "$store" ;;
  esac
}

on_failure() {
  case "$store" in
    *postgresql) printf '%s' "${ON_FAILURE:-deny}" ;;
    *) printf '%s' "${ON_FAILURE:-allow}" ;;
  esac
}

# a clock or a key of ours is none of others, and Tomcat has no store
is_possible() {
  case "$store-$1" in
    spring-*-clocks | spring-*-back | spring-*-rotation | spring-*-late) return 1 ;;
    container-steady | container-kill | container-versions | jwt-* | spring-*) return 0 ;;
    *) return 1 ;;
  esac
}

# ---- faults

inflict() {
  local fault=$1 lines status
  printf '  %s%s%s\n' "$bold" "$(name_of "$fault")" "$plain"
  lines=$(log_lines)
  driver "/begin?name=$(name_of "$fault" | sed 's/ /%20/g')" >"$work/out"
  "fault_$fault"
  status=$(ask -o "$work/end" -w '%{http_code}' \
    "http://127.0.0.1:$driver_port/end?allowed=$(allowed "$fault")") || fail 'the driver does not answer' "$work/driver.log"
  printf '%s %d |\n' "$(head -n 1 "$work/end")" $(($(log_lines) - lines)) | tee -a "$report"
  tail -n +2 "$work/end" | sed 's/^/    /'
  case "$store" in
    jwt-*)
      if [[ "$status" != 200 ]]; then
        failures=$((failures + 1))
        keep_logs "$fault"
      fi
      ;;
    *) recover "$fault" ;;
  esac
}

name_of() {
  case "$1" in
    steady) printf 'none' ;;
    kill) printf 'an instance is killed and started again' ;;
    versions) printf 'rolling restart with another version' ;;
    outage) printf 'the store is down' ;;
    dead) printf 'connections to the store die silently' ;;
    hang) printf 'the store takes connections and does not answer' ;;
    loss) printf 'the store loses what it had' ;;
    clocks) printf 'the clock of one instance is 2 s ahead' ;;
    back) printf 'all clocks are set back by 5 s' ;;
    rotation) printf 'a new key in time' ;;
    late) printf 'a new key that one instance reads late' ;;
    *) fail "there is no fault $1" ;;
  esac
}

# what docs/operations.md says may happen
allowed() {
  case "$(on_failure)-$1" in
    *-kill) printf 'error' ;;
    allow-outage | allow-dead | allow-hang) printf 'copy_accepted' ;;
    deny-outage | deny-dead | deny-hang) printf 'refused,copy_accepted' ;;
    # until the instance that wrote it writes it again
    *-loss) printf 'copy_accepted' ;;
    *-late) printf 'refused' ;;
  esac
}

fault_steady() {
  sleep "$seconds"
}

fault_kill() {
  sleep 2
  kill -KILL "${pids[2]}"
  wait "${pids[2]}" 2>/dev/null || true
  pids[2]=''
  sleep "$seconds"
  start 2
  await 2
}

# An instance gets no new requests when it is about to stop, as with an orchestrator.
fault_versions() {
  local n
  version='other'
  for n in 1 2 3; do
    case "$n" in
      1) balance 2 3 ;;
      2) balance 1 3 ;;
      3) balance 1 2 ;;
    esac
    sleep 1
    stop "$n"
    start "$n"
    await "$n"
    balance 1 2 3
  done
}

fault_outage() {
  sleep 2
  kill_store
  sleep "$seconds"
  run_store
  await_store
}

fault_dead() {
  local n
  sleep 2
  for n in 1 2 3; do driver "/freeze-connections?store=$n" >"$work/out"; done
  sleep "$seconds"
}

fault_hang() {
  local n
  sleep 2
  for n in 1 2 3; do driver "/freeze?store=$n" >"$work/out"; done
  sleep "$seconds"
  for n in 1 2 3; do driver "/thaw?store=$n" >"$work/out"; done
}

fault_loss() {
  sleep 2
  case "$store" in
    *redis) redis_cli flushall ;;
    jwt-postgresql) query 'truncate JWT_SESSION_REVOCATION' ;;
    *) query 'truncate SPRING_SESSION cascade' ;;
  esac >"$work/out"
  sleep "$seconds"
}

fault_clocks() {
  set_clock 1 2000
  sleep "$seconds"
}

fault_back() {
  local n
  for n in 1 2 3; do set_clock "$n" 0; done
  sleep 3
  for n in 1 2 3; do set_clock "$n" -5000; done
  sleep "$seconds"
}

fault_rotation() {
  add_key 2
  distribute_key 1 2 3
  # until it is active
  sleep $((seconds + 10))
}

# The load balancer goes by readiness, as that of an orchestrator does.
fault_late() {
  add_key 3
  distribute_key 1 2
  await_readiness 3 503
  balance 1 2
  sleep "$seconds"
  distribute_key 3
  await_readiness 3 200
  balance 1 2 3
  sleep 2
}

# what others do not recover from by themselves
recover() {
  local n
  case "$1" in
    outage | dead | hang)
      for n in 1 2 3; do
        kill -KILL "${pids[n]}"
        wait "${pids[n]}" 2>/dev/null || true
        start "$n"
      done
      for n in 1 2 3; do await "$n"; done
      ;;
  esac
}

# ---- instances

start() {
  local n=$1
  require_free "$n"
  # shellcheck disable=SC2046 # no word of it has a space
  "$java" $(jvm_arguments) $(arguments_of "$n") >>"$work/instance$n.log" 2>&1 &
  pids[n]=$!
}

# what the instances load when they start is looked up once; without the archive they start all the same
archive_classes() {
  # shellcheck disable=SC2046 # no word of it has a space
  "$java" -XX:ArchiveClassesAtExit="$work/$store.jsa" -Dspring.context.exit=onRefresh -XX:+UseSerialGC -XX:TieredStopAtLevel=1 \
    -Xmx192m -jar "$jar" $(arguments_of 1) >"$work/out" 2>&1 || true
}

jvm_arguments() {
  printf '%s ' -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xmx192m
  if [[ "$version" == other && -n "$other_jar" ]]; then
    printf '%s ' -jar "$other_jar"
  else
    printf '%s ' "-XX:SharedArchiveFile=$work/$store.jsa" -Xshare:auto -jar "$jar"
  fi
}

arguments_of() {
  local n=$1
  printf '%s ' "--spring.profiles.active=$store" "--server.port=$((8000 + n))"
  case "$store" in
    *redis) printf '%s ' --spring.data.redis.host=127.0.0.1 "--spring.data.redis.port=$((proxy_port + n))" ;;
    *postgresql)
      printf '%s ' --spring.datasource.username=postgres \
        "--spring.datasource.url=jdbc:postgresql://127.0.0.1:$((proxy_port + n))/postgres?loginTimeout=5"
      ;;
  esac
  case "$store" in
    jwt-*)
      printf '%s ' "--chaos.keystore=file:$work/keys$n/sessions.p12" "--jwt.session.revocation.on-failure=$(on_failure)" \
        "${ARGUMENTS:-}"
      ;;
  esac
  if [[ "$version" == other ]]; then
    # sessions of both go on, whatever the other is configured to
    printf '%s ' --jwt.session.cookie.max-size=2000B --jwt.session.session-timeout=25m --jwt.session.renewal-interval=5s
  fi
}

await() {
  await_page "$1" /page
}

set_clock() {
  ask -f -X POST "$(url "$1" "/operator/clock?ahead=$2")" || fail "the clock of instance $1 cannot be set"
}

await_readiness() {
  local n=$1 tries status
  for ((tries = 0; ; tries++)); do
    status=$(ask -o /dev/null -w '%{http_code}' "$(url "$n" /actuator/health/readiness)" || true)
    if [[ "$status" == "$2" ]]; then
      break
    fi
    pause "$tries" "the readiness of instance $n is $status, not $2" "$work/instance$n.log"
  done
}

log_lines() {
  cat "$work"/instance[123].log | wc -l
}

# the end of what instances logged, where it may be looked at later
keep_logs() {
  local directory="$here/chaos/target/logs/$store-$1" n
  mkdir -p "$directory"
  for n in 1 2 3; do
    tail -n 4000 "$work/instance$n.log" >"$directory/instance$n.log"
  done
  cp "$work/end" "$directory/end"
  printf '    logs are in %s\n' "$directory"
}

# ---- keys

make_keys() {
  rm -rf "$work"/keys*
  mkdir "$work/keys" "$work/keys1" "$work/keys2" "$work/keys3"
  add_key 1
  distribute_key 1 2 3
}

add_key() {
  "$keytool" -genseckey -alias "session-$1" -keyalg AES -keysize 256 -keystore "$work/keys/sessions.p12" -storetype pkcs12 \
    -storepass password >"$work/out" 2>&1 || fail 'keytool failed' "$work/out"
}

# at once, not in two steps that an instance could see
distribute_key() {
  local n
  for n in "$@"; do
    cp "$work/keys/sessions.p12" "$work/keys$n/sessions.p12.new"
    mv "$work/keys$n/sessions.p12.new" "$work/keys$n/sessions.p12"
  done
}

# ---- the store

store_port() {
  case "$store" in
    *redis) printf '%d' "$redis_port" ;;
    *) printf '%d' "$postgresql_port" ;;
  esac
}

start_store() {
  case "$store" in
    *redis) mkdir -p "$work/redis" ;;
    *postgresql)
      if [[ ! -d "$work/postgresql" ]]; then
        mkdir -m 700 "$work/postgresql"
        if ((EUID == 0)); then
          id -u postgres >/dev/null 2>&1 || fail 'PostgreSQL does not run as root, and there is no user postgres'
          chown postgres "$work/postgresql"
        fi
        # shellcheck disable=SC2046 # words
        $(as_postgres) initdb -D "$work/postgresql" -U postgres -A trust -E UTF8 --locale=C >"$work/out" 2>&1 ||
          fail 'initdb failed' "$work/out"
      fi
      ;;
    *) return ;;
  esac
  run_store
  await_store
}

# what goes before a command of PostgreSQL, which does not run as root
as_postgres() {
  if ((EUID == 0)); then
    printf 'setpriv --reuid=postgres --regid=postgres --clear-groups'
  fi
}

# it keeps what it has, as one does whose sessions matter
run_store() {
  case "$store" in
    *redis)
      redis-server --bind 127.0.0.1 --port "$redis_port" --save '' --appendonly yes --appendfsync always \
        --dir "$work/redis" >>"$work/redis.log" 2>&1 &
      redis_pid=$!
      ;;
    *postgresql)
      # shellcheck disable=SC2046 # words
      $(as_postgres) postgres -D "$work/postgresql" -h 127.0.0.1 -p "$postgresql_port" -k "$work/postgresql" >>"$work/postgresql.log" 2>&1 &
      postgresql_pid=$!
      ;;
  esac
}

await_store() {
  local tries
  for ((tries = 0; ; tries++)); do
    if ping_store >/dev/null 2>&1; then
      break
    fi
    pause "$tries" 'the store does not start' "$work/${store#*-}.log"
  done
}

ping_store() {
  case "$store" in
    *redis) [[ "$(redis_cli ping)" == PONG ]] ;;
    *postgresql) query 'select 1' ;;
  esac
}

kill_store() {
  case "$store" in
    *redis)
      kill -KILL "$redis_pid"
      wait "$redis_pid" 2>/dev/null || true
      redis_pid=''
      ;;
    *postgresql)
      # at once, and with its other processes
      kill -QUIT "$postgresql_pid"
      wait "$postgresql_pid" 2>/dev/null || true
      postgresql_pid=''
      ;;
  esac
}

redis_cli() {
  redis-cli -h 127.0.0.1 -p "$redis_port" "$@"
}

query() {
  PGCONNECT_TIMEOUT=5 psql -h 127.0.0.1 -p "$postgresql_port" -U postgres -qtAX -c "$1" postgres
}

postgresql_directory() {
  # shellcheck disable=SC2012 # there are digits in these names alone
  ls -d /usr/lib/postgresql/*/bin 2>/dev/null | tail -n 1 || true
}

# ---- nginx and the driver

start_nginx() {
  write_nginx "$@"
  nginx -p "$work" -e stderr -c "$work/nginx.conf" >>"$work/nginx.log" 2>&1 &
  nginx_pid=$!
}

# the configuration beside this script, with these instances
write_nginx() {
  local n servers=''
  for n in "$@"; do
    servers="$servers server 127.0.0.1:$((8000 + n)) fail_timeout=5s;"
  done
  if [[ "$store" == container ]]; then
    servers="hash \$cookie_browser consistent; $servers"
  fi
  awk -v servers="$servers" '
    /^ *server 127.0.0.1:/ { if (!done) print servers; done = 1; next }
    { print }' "$here/nginx.conf" | sed 's/worker_connections 256/worker_connections 2048/' >"$work/nginx.conf"
}

balance() {
  write_nginx "$@"
  kill -HUP "$nginx_pid"
}

start_driver() {
  local n proxies=''
  for n in 1 2 3; do
    proxies="$proxies $((proxy_port + n)):$(store_port)"
  done
  # shellcheck disable=SC2086 # words
  "$java" -XX:+UseSerialGC -Xmx256m -jar "$jar" drive http://127.0.0.1:8000 "$browsers" "$pause_millis" "$driver_port" $proxies \
    >"$work/driver.log" 2>&1 &
  driver_pid=$!
  for ((n = 0; ; n++)); do
    if ask -o /dev/null "http://127.0.0.1:$driver_port/"; then
      break
    fi
    kill -0 "$driver_pid" 2>/dev/null || fail 'the driver does not start' "$work/driver.log"
    pause "$n" 'the driver does not answer' "$work/driver.log"
  done
}

driver() {
  ask -f "http://127.0.0.1:$driver_port$1" || fail 'the driver does not answer' "$work/driver.log"
}

# ---- the end

# what was started, the processes with it; they are not waited for politely: what they have to say was said
stop_this() {
  local pid n
  if [[ -n "$nginx_pid" ]]; then
    kill -TERM "$nginx_pid" 2>/dev/null || true
  fi
  for pid in "${pids[@]}" "$driver_pid" "$redis_pid"; do
    if [[ -n "$pid" ]]; then
      kill -KILL "$pid" 2>/dev/null || true
    fi
  done
  if [[ -n "$postgresql_pid" ]]; then
    kill -QUIT "$postgresql_pid" 2>/dev/null || true
  fi
  for pid in "${pids[@]}" "$driver_pid" "$redis_pid" "$postgresql_pid" "$nginx_pid"; do
    if [[ -n "$pid" ]]; then
      wait "$pid" 2>/dev/null || true
    fi
  done
  pids=("" "" "" "")
  driver_pid='' redis_pid='' postgresql_pid='' nginx_pid=''
  rm -rf "$work/redis" "$work/postgresql" "$work"/instance[123].log
}

stop_all() {
  stop_this
  rm -rf "$work"
}

main "$@"

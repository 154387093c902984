#!/usr/bin/env bash
# What an attribute of 20 KB costs: a JWT session, whose attribute is in a store since it does not fit into cookies, beside
# Spring Session with the same attribute in the same store.
#
#   ./overflow.sh            about 15 minutes
#   ./overflow.sh --quick    about 4 minutes, to see that it works
#
# A table in Markdown goes to standard output, all else to standard error. Everything runs on the loopback interface and
# is stopped at the end. An answer that is not what it should be ends the script with an error.
set -euo pipefail

# shellcheck source=compare.sh
source "$(dirname "${BASH_SOURCE[0]}")/compare.sh"

stores=(tomcat jwt_redis redis jwt_postgresql postgresql)
title+=([jwt_redis]='JWT session, overflow in Redis' [jwt_postgresql]='JWT session, overflow in PostgreSQL')
port+=([jwt_redis]=28107 [jwt_postgresql]=28108)
kept_by+=([jwt_redis]='JwtSessionRepository' [jwt_postgresql]='JwtSessionRepository PostgreSQL')
pages=(none read large change)
path+=([large]=/large [change]=/large/write)
answer+=([large]='230')

main() {
  if [[ "${1:-}" == --quick ]]; then
    starts=1 rounds=2 seconds=2 warm_up_seconds=2 most_warm_up_slices=2
  fi
  make_work_directory
  install_what_lacks
  build
  make_keystore
  start_redis
  start_postgresql

  local start
  for ((start = 1; start <= starts; start++)); do
    step "Start $start of $starts of an application for each store"
    start_all
    warm_up_all
    measure_all $(((start - 1) * rounds))
    stop_applications
  done
  print_environment
  print_table
}

start_application() {
  local store=$1 heap=$2 arguments=()
  require_free "${port[$store]}"
  case "$store" in
    jwt_*) arguments+=("--jwt.session.keystore.location=file:$work/sessions.p12") ;;
  esac
  case "$store" in
    *postgresql) arguments+=("--spring.datasource.url=jdbc:postgresql://127.0.0.1:$postgresql_port/postgres") ;;
    *redis) arguments+=(--spring.data.redis.host=127.0.0.1 "--spring.data.redis.port=$redis_port") ;;
  esac
  "$java" -XX:+UseSerialGC -XX:-UseDynamicNumberOfCompilerThreads "-Xms$heap" "-Xmx$heap" \
    -jar "$jar" "--spring.profiles.active=${store/_/-}" "--server.port=${port[$store]}" "${arguments[@]}" >"$work/$store.log" 2>&1 &
  application[$store]=$!
}

check_store() {
  local store=$1 jar="$work/jar"
  expect "${kept_by[$store]}" "$(get "$store" /store)" "the store of ${title[$store]}"
  rm -f "$jar"
  expect 'new' "$(get "$store" /fill/large -b "$jar" -c "$jar")" "a new session in ${title[$store]}"
  expect 1 "$(get "$store" /large/write -b "$jar" -c "$jar")" "what is changed in ${title[$store]}"
  expect 2 "$(get "$store" /large/write -b "$jar" -c "$jar")" "what was changed in ${title[$store]}"
  expect "${answer[large]}" "$(get "$store" /large -b "$jar" -c "$jar")" "what is read from ${title[$store]}"
}

make_session() {
  local store=$1 cookies=$3
  rm -f "$cookies"
  expect new "$(get "$store" /fill/large -c "$cookies")" "a new session in ${title[$store]}"
}

check_page() {
  local store=$1 page=$2 body
  body=$(get "$store" "${path[$page]}" -b "$(first_cookie)")
  if [[ "$page" == change ]]; then
    [[ "$body" =~ ^[1-9][0-9]*$ ]] || fail "${title[$store]} answers to a change: $body"
  else
    expect "${answer[$page]}" "$body" "the page '$page' of ${title[$store]}"
  fi
}

server_ticks() {
  case "$1" in
    *redis) ticks "${server[redis]}" ;;
    *postgresql) ticks "${server[postgresql]}" with-children ;;
    *) printf '0' ;;
  esac
}

print_table() {
  titles >"$work/titles"
  awk -v rounds="$((starts * rounds))" -v ticks_a_second="$(getconf CLK_TCK)" '
    FILENAME ~ /titles$/ { split($0, t, "\t"); order[++stores] = t[1]; title[t[1]] = t[2]; next }
    {
      key = $1 SUBSEP $2 SUBSEP $3
      rate[key] = $4 / $5 * 1e6
      cpu[key] = $6 / ticks_a_second * 1e6 / $4
      served[key] = $7 / ticks_a_second * 1e6 / $4
      others[++n] = $8 / $9 * 100
    }
    function median(   i, j, v) {
      for (i = 2; i <= rounds; i++) {
        v = values[i]
        for (j = i - 1; j >= 1 && values[j] > v; j--) values[j + 1] = values[j]
        values[j + 1] = v
      }
      return (values[int((rounds + 1) / 2)] + values[int(rounds / 2) + 1]) / 2
    }
    function row(page, store,   r, text) {
      for (r = 1; r <= rounds; r++) values[r] = rate[store, page, r]
      text = sprintf("| %s | %s | %.0f", text_of[page], title[store], median())
      for (r = 1; r <= rounds; r++) values[r] = cpu[store, page, r]
      text = text sprintf(" | %.1f", median())
      for (r = 1; r <= rounds; r++) values[r] = served[store, page, r]
      text = text sprintf(" | %.1f", median())
      for (r = 1; r <= rounds; r++)
        values[r] = cpu[store, page, r] + served[store, page, r] - cpu[store, "none", r] - served[store, "none", r]
      print text sprintf(" | %.1f (%.1f to %.1f) |", median(), values[1], values[rounds])
    }
    END {
      text_of["read"] = "read a small attribute"
      text_of["large"] = "read the one of 20 KB"
      text_of["change"] = "change the one of 20 KB"
      print "\n| page | store | requests/s | CPU µs/request, application | its server | added by the session |"
      print "| --- | --- | ---: | ---: | ---: | ---: |"
      split("read large change", pages, " ")
      for (p = 1; p <= 3; p++) for (s = 1; s <= stores; s++) row(pages[p], order[s])
      rounds = n
      for (i = 1; i <= n; i++) values[i] = others[i]
      printf "\nOther processes took %.0f %% of the machine meanwhile (median).\n", median()
    }' "$work/titles" "$work/figures"
}

main "$@"

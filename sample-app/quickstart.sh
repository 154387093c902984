#!/usr/bin/env bash
# README's "Add it", from an empty directory: an application of what is printed there is built, run and restarted, and the session is still there.
#
#   ./quickstart.sh              with one environment variable, and with a keystore
#   ./quickstart.sh secret       one of both: secret or keystore
#   ./quickstart.sh --installed  the starter is in the local Maven repository already: ./mvnw install -DskipTests
#
# Unless it is said to be there, the starter is installed into a repository of this script in front of the local one, which stays as it is.
set -euo pipefail

source "$(dirname "${BASH_SOURCE[0]}")/instances.sh"

readme="$here/../README.md"
maven=("$here/../mvnw" -q -B -ntp)
variants=''
installed=''

main() {
  local variant
  read_arguments "$@"
  need curl
  if [[ -z "$installed" ]]; then
    install_starter
  fi
  for variant in $variants; do
    try "$variant"
  done
  printf '\n%s%sThe session outlived the restart.%s\n' "$bold" "$green" "$plain"
}

read_arguments() {
  while (($# > 0)); do
    case "$1" in
      --installed) installed=yes ;;
      secret | keystore) variants="$variants $1" ;;
      *) fail "usage: $0 [--installed] [secret|keystore]..." ;;
    esac
    shift
  done
  variants=${variants:-secret keystore}
}

# the modules that an application needs, and not all of README's ./mvnw install -DskipTests
install_starter() {
  step 'Install the starter'
  maven+=("-Dmaven.repo.local=$work/repository" "-Dmaven.repo.local.tail=$HOME/.m2/repository")
  (cd "$here/.." && "${maven[@]}" -pl jwt-session-spring-boot-starter -am -DskipTests install) >"$work/out" 2>&1 ||
    fail 'the build failed' "$work/out"
  ok "in a repository of its own"
}

try() {
  local variant=$1 since=$SECONDS session other
  step "An empty directory, and a key by way of: $variant"
  app="$work/$variant"
  mkdir -p "$app/src/main/java/com/example" "$app/src/main/resources"
  write_project
  "key_by_$variant"
  (cd "$app" && "${maven[@]}" package) >"$work/out" 2>&1 || fail 'the build failed' "$work/out"
  ok 'built'

  run_application
  session=$(session_of visitor)
  other=$(session_of another)
  ok "the session $session"
  [[ "$other" != "$session" ]] || fail 'somebody else has the same one'
  stop 1
  run_application
  other=$(session_of visitor)
  [[ "$other" == "$session" ]] || fail "after the restart it is $other" "$work/instance1.log"
  ok 'and the same after a restart'
  stop 1
  printf '  %sin %d seconds%s\n' "$dim" "$((SECONDS - since))" "$plain"
}

# what start.spring.io makes, with what README adds
write_project() {
  local boot dependency controller
  dependency=$(block xml '<artifactId>jwt-session-spring-boot-starter</artifactId>')
  controller=$(block java '@GetMapping("/session")')
  boot=$(sed -n 's:.*<spring-boot.version>\(.*\)</spring-boot.version>.*:\1:p' "$here/../pom.xml")
  cat >"$app/pom.xml" <<EOF
<?xml version="1.0" encoding="UTF-8"?>
<project xmlns="http://maven.apache.org/POM/4.0.0">
	<modelVersion>4.0.0</modelVersion>
	<parent>
		<groupId>org.springframework.boot</groupId>
		<artifactId>spring-boot-starter-parent</artifactId>
		<version>$boot</version>
		<relativePath/>
	</parent>
	<groupId>com.example</groupId>
	<artifactId>quickstart</artifactId>
	<version>1</version>
	<dependencies>
		<dependency>
			<groupId>org.springframework.boot</groupId>
			<artifactId>spring-boot-starter-webmvc</artifactId>
		</dependency>
$dependency
	</dependencies>
	<build>
		<plugins>
			<plugin>
				<groupId>org.springframework.boot</groupId>
				<artifactId>spring-boot-maven-plugin</artifactId>
			</plugin>
		</plugins>
	</build>
</project>
EOF
  cat >"$app/src/main/java/com/example/QuickstartApplication.java" <<EOF
package com.example;

import io.github.jwtsession.JwtSession;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

@SpringBootApplication
@RestController
public class QuickstartApplication {

	public static void main(String[] args) {
		SpringApplication.run(QuickstartApplication.class, args);
	}

$controller

}
EOF
}

key_by_keystore() {
  local line
  unset JWT_SESSION_SECRETS_MAIN
  block bash 'keytool -genseckey -alias session-key' >"$work/commands"
  show "$(cat "$work/commands")"
  (cd "$app" && PATH="${JAVA_HOME:+$JAVA_HOME/bin:}$PATH" bash -euo pipefail "$work/commands") >"$work/out" 2>&1 ||
    fail 'the key was not made' "$work/out"
  block yaml 'secret-id: session-key' >"$app/src/main/resources/application.yml"
  line=$(grep -o 'export KEYSTORE_PASSWORD=[^`]*' "$readme" | head -n 1) || fail 'README does not say how to give the password'
  show "$line"
  eval "$line"
}

# one environment variable, and nothing else
key_by_secret() {
  unset KEYSTORE_PASSWORD
  block bash 'export JWT_SESSION_SECRETS_' >"$work/commands"
  show "$(cat "$work/commands")"
  # shellcheck disable=SC1091 # it was made just now
  source "$work/commands"
}

# block LANGUAGE TEXT: the first block of README in that language with that text in it
block() {
  awk -v fence="\`\`\`$1" -v text="$2" '
    $0 == fence { code = 1; block = ""; next }
    code && /^```$/ { if (index(block, text)) { printf "%s", block; exit }; code = 0 }
    code { block = block $0 "\n" }' "$readme" | grep . || fail "README has no $1 with $2"
}

show() {
  printf '%s\n' "$1" | while IFS= read -r line; do
    printf '  %s$ %s%s\n' "$dim" "$line" "$plain"
  done
}

run_application() {
  require_free 1
  (cd "$app" && exec "$java" -jar target/quickstart-1.jar --server.address=127.0.0.1 --server.port=8001) >"$work/instance1.log" 2>&1 &
  pids[1]=$!
  await_page 1 /session
  if grep 'a random one is used' "$work/instance1.log"; then
    fail 'the key is not used'
  fi
}

# session_of VISITOR: the id of their session
session_of() {
  local cookies="$work/$1.cookies" answer
  touch "$cookies"
  answer=$(ask -f -b "$cookies" -c "$cookies" "$(url 1 /session)") || fail 'the application does not answer' "$work/instance1.log"
  case "$answer" in
    *' ends at '*) printf '%s\n' "${answer%% ends at *}" ;;
    *) fail "unexpected: $answer" ;;
  esac
}

main "$@"

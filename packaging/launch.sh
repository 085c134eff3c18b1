# shellcheck shell=bash
# Starts the gypsum command with Java. Sourced by ./gypsum of a checkout and by bin/gypsum of a package.
#
#   GYPSUM_JAVA_OPTIONS   additional Java options, such as -Xmx2g; they take precedence

# class_path LIB: prints the class path of the jars in LIB. Its order is fixed, since the AOT cache is valid for one class path
# only. picocli comes first: its classes have an old format that the cache does not support, and to load them Java opens all jars
# that come before.
class_path() {
  local LC_ALL=C jar others=()
  for jar in "$1"/*.jar; do
    [[ ${jar##*/} == picocli-* ]] || others+=("$jar")
  done
  local jars=("$1"/picocli-*.jar "${others[@]}") IFS=:
  printf '%s' "${jars[*]}"
}

# java_options COMMAND: sets the array `java_options` to the options for a command of gypsum.
java_options() {
  java_options=(--enable-native-access=ALL-UNNAMED -Xlog:disable -Xlog:all=error:stderr)
  # Small and fast to start. Java rejects two collectors, so that a configured one replaces it.
  if [[ ${GYPSUM_JAVA_OPTIONS:-} != *-XX:+Use*GC* ]]; then
    java_options+=(-XX:+UseSerialGC)
  fi
  # By default Java reads the home directory from the user database; users expect $HOME.
  if [[ -n ${HOME:-} ]]; then
    java_options+=("-Duser.home=$HOME")
  fi
  if [[ $1 == serve ]]; then
    java_options+=(-Xms32m -XX:+ExitOnOutOfMemoryError)
  else
    java_options+=(-XX:TieredStopAtLevel=1)
  fi
}

# set_encoding: makes the encoding of file names UTF-8, which is that of keys. Java derives it from the locale. If one category of
# the locale is not installed, which `locale` reports on stderr, Java ignores all of them.
set_encoding() {
  if [[ ${LC_ALL:-} != C.UTF-8 && $(locale charmap 2>&1 || true) != UTF-8 ]]; then
    export LC_ALL=C.UTF-8
  fi
}

# train JAVA LIB AOT LOG: creates the AOT cache AOT, which makes Java start faster. Java records it during one run of one process:
# the first of these commands that succeeds. Fails if none does.
train() {
  local command
  set_encoding
  java_options train
  for command in quickstart --version; do
    if timeout 60 "$1" "${java_options[@]}" -XX:AOTCacheOutput="$3.new" -cp "$(class_path "$2")" io.gypsum.cli.Main "$command" \
      >"$4" 2>&1 9>&- && [[ -e $3.new ]]; then
      mv "$3.new" "$3"
      return
    fi
    rm -f "$3".new*
  done
  return 1
}

# launch JAVA LIB AOT ARGUMENT…: replaces this process with the gypsum command. AOT need not exist.
launch() {
  local java=$1 lib=$2 aot=$3 stream terminals=
  shift 3
  set_encoding
  java_options "${1:-}"
  # Java itself can only tell whether stdin and stdout are both a terminal.
  for stream in 0 1 2; do
    if [[ -t $stream ]]; then terminals+=$stream; fi
  done
  java_options+=("-Dgypsum.terminals=$terminals")
  if [[ -e $aot ]]; then
    java_options+=("-XX:AOTCache=$aot")
  fi
  # shellcheck disable=SC2206 # the variable may contain several options
  java_options+=(${GYPSUM_JAVA_OPTIONS:-})
  exec "$java" "${java_options[@]}" -cp "$(class_path "$lib")" io.gypsum.cli.Main "$@"
}

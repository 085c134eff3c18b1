# shellcheck shell=bash
# Starts the gypsum command with Java. Sourced by ./gypsum of a checkout and by bin/gypsum of a package.
#
#   GYPSUM_JAVA_OPTIONS   additional Java options, such as -Xmx2g; they take precedence

# class_path LIB: prints the class path of the jars in LIB. Its order is fixed, since an AOT cache is valid for one class path
# only. picocli comes first in a checkout: its classes have an old format that the cache does not support, and to load them Java
# opens all jars that come before. Packages contain it in the new format.
class_path() {
  local LC_ALL=C jar first=() others=()
  for jar in "$1"/*.jar; do
    if [[ ${jar##*/} == picocli-* ]]; then first+=("$jar"); else others+=("$jar"); fi
  done
  local jars=("${first[@]}" "${others[@]}") IFS=:
  printf '%s' "${jars[*]}"
}

# java_options COMMAND: sets the array `java_options` to the options for a command of gypsum.
java_options() {
  java_options=(--enable-native-access=ALL-UNNAMED -Xlog:disable -Xlog:all=error:stderr)
  # Small and fast to start. Java rejects two collectors, so that a configured one replaces it.
  if [[ ${GYPSUM_JAVA_OPTIONS:-} != *-XX:+Use*GC* ]]; then
    java_options+=(-XX:+UseSerialGC)
  fi
  # By default Java starts with a heap of 1/64 of the memory of the machine, and fills it before the first garbage collection. A
  # small initial heap grows only as far as a command needs.
  java_options+=(-Xms32m)
  # By default Java reads the home directory from the user database; users expect $HOME.
  if [[ -n ${HOME:-} ]]; then
    java_options+=("-Duser.home=$HOME")
  fi
  if [[ $1 == serve ]]; then
    java_options+=(-XX:+ExitOnOutOfMemoryError)
  else
    # Each of them makes commands start faster: only the quick compiler, and only for what runs often; no generated code for
    # reflection; no converters for types that no option has.
    java_options+=(-XX:TieredStopAtLevel=1 -XX:CompileThresholdScaling=4 -XX:-UsePerfData)
    java_options+=(-Djdk.reflect.useNativeAccessorOnly=true "-Dpicocli.converters.excludes=java.sql.*,java.time.[MOYZ].*")
  fi
}

# set_encoding: makes the encoding of file names UTF-8, which is that of keys. Java derives it from the locale. If one category of
# the locale is not installed, which `locale` reports on stderr, Java ignores all of them.
set_encoding() {
  if [[ ${LC_ALL:-} != C.UTF-8 && $(locale charmap 2>&1 || true) != UTF-8 ]]; then
    export LC_ALL=C.UTF-8
  fi
}

# train JAVA LIB DIR LOG: creates two AOT caches in DIR, which make Java start faster: gypsum.aot for commands and
# gypsum-serve.aot for servers. Java prepares all classes in a cache at each start, so commands have their own, without the
# classes of the server. Each is recorded during one run of one process. Fails if they were not created.
train() {
  local java=$1 classes dir code=0
  classes=$(class_path "$2")
  dir=$(mktemp -d "${TMPDIR:-/tmp}/gypsum-training.XXXXXX")
  set_encoding
  record_caches "$java" "$classes" "$3" "$dir" >"$4" 2>&1 9>&- || code=$?
  rm -rf "$dir" "$3"/gypsum{,-serve}.aot.new*
  return "$code"
}

# record_caches JAVA CLASSES DIR WORK
record_caches() {
  local java=$1 classes=$2 dir=$3 work=$4 token url= i server code=0
  java_options account
  token=$(timeout 60 "$java" "${java_options[@]}" -cp "$classes" io.gypsum.cli.Main account add trainer --admin --data "$work/data") || return
  java_options serve
  timeout 300 "$java" "${java_options[@]}" -XX:AOTCacheOutput="$dir/gypsum-serve.aot.new" -cp "$classes" io.gypsum.cli.Main \
    serve --data "$work/data" --port 0 --access-log false >"$work/ready" &
  server=$!
  for ((i = 0; i < 300 && ${#url} == 0; i++)); do
    sleep 0.1
    url=$(sed -n 's/^gypsum is ready at //p' "$work/ready")
  done
  mkdir "$work/files"
  printf 'gene,count\n' >"$work/files/table.csv"
  java_options ls
  # Without a URL, the commands would use the public server.
  [[ -n $url ]] && GYPSUM_URL=$url GYPSUM_TOKEN=$token GYPSUM_CACHE_DIR=$work/cache \
    timeout 120 "$java" "${java_options[@]}" -XX:AOTCacheOutput="$dir/gypsum.aot.new" -cp "$classes" io.gypsum.cli.AotTraining "$work/files" \
    || code=$?
  kill "$server"
  wait "$server" || true
  ((code == 0)) && mv "$dir/gypsum.aot.new" "$dir/gypsum.aot" && mv "$dir/gypsum-serve.aot.new" "$dir/gypsum-serve.aot"
}

# aot_cache DIR COMMAND: sets `aot` to the AOT cache in DIR for a command, which need not exist.
aot_cache() {
  aot=$1/gypsum.aot
  if [[ $2 =~ ^(serve|quickstart)$ && -e $1/gypsum-serve.aot ]]; then
    aot=$1/gypsum-serve.aot
  fi
}

# launch JAVA LIB DIR ARGUMENT…: replaces this process with the gypsum command. DIR contains the AOT caches, if there are any.
launch() {
  local java=$1 lib=$2 aot stream terminals=
  aot_cache "$3" "${4:-}"
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

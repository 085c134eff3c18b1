package io.gypsum.e2e.admin;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The machines of the guide. Each is a directory that contains the usual directories of Linux. Programs that need root or a separate machine are replaced by stubs of the same name; all others are the real programs.
 */
final class Sandbox {
  static final List<String> HOSTS =
      List.of("ceph", "server1", "server2", "proxy", "backup", "laptop", "alone");
  private static final String HOME_OF_LAPTOP = "home/alice";
  private static final long TIMEOUT_SECONDS = 120;

  /** Scripts that replace programs which would change the machine that runs the test. */
  private static final Map<String, String> STUBS =
      Map.of(
          // Checks that the packages exist if package lists are available; nothing is installed.
          "apt-get", """
              compgen -G '/var/lib/apt/lists/*_Packages*' >/dev/null || exit 0
              for package in "${@:3}"; do apt-cache show "$package" >/dev/null || exit; done
              """,
          "useradd", "[[ ${*: -1} == gypsum ]]",
          "runuser", "shift 3; exec \"$@\"",
          "chown", "[[ -e ${*: -1} ]]",
          "scp", "exec cp \"$@\"",
          "install", """
              args=()
              while (($#)); do
                case $1 in -o | -g) shift ;; *) args+=("$1") ;; esac
                shift
              done
              exec /usr/bin/install "${args[@]}"
              """,
          "nginx", "exec /usr/sbin/nginx -c \"$SANDBOX/etc/nginx/nginx.conf\" \"$@\"");

  private final Path root;
  private final GuideNames names;
  private final Map<String, String> laptopVariables;

  /** @param laptopVariables additional environment variables of the user on {@code laptop} */
  Sandbox(Path root, GuideNames names, Map<String, String> laptopVariables) {
    this.root = root;
    this.names = names;
    this.laptopVariables = laptopVariables;
    try {
      for (String host : HOSTS) {
        for (String directory : List.of(
            "etc/cron.d", "etc/systemd/system", "opt", "root", "srv", "usr/local/bin",
            "usr/local/src", "var/lib", HOME_OF_LAPTOP)) {
          Files.createDirectories(path(host, "/" + directory));
        }
      }
      Path bin = Files.createDirectory(root.resolve("bin"));
      for (Map.Entry<String, String> stub : STUBS.entrySet()) {
        writeScript(bin.resolve(stub.getKey()), stub.getValue());
      }
      putSources(path("server1", "/usr/local/src/gypsum-java"));
      NginxDirectories.prepare(names.directory("proxy"));
      NginxDirectories.prepare(names.directory("alone"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void writeScript(Path file, String text) throws IOException {
    Files.writeString(file, "#!/bin/bash\n" + text.strip() + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  /** Makes the first aws command of the PATH that works available. */
  void putAws() {
    try {
      Files.createSymbolicLink(root.resolve("bin/aws"), workingAws());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes the files of the Debian package, as its first installation or an upgrade does. */
  void installPackage(String host) {
    Path packaging = Path.of("../packaging");
    try {
      Path settings = path(host, "/etc/gypsum/gypsum.conf");
      Path program = path(host, "/opt/gypsum-package");
      if (!Files.exists(settings)) {
        Files.createDirectories(settings.getParent());
        writePackaged(host, packaging.resolve("debian/gypsum.conf"), settings);
        putSources(program);
        Files.createSymbolicLink(
            path(host, "/usr/local/bin/gypsum"), program.resolve("gypsum"));
        Files.createDirectories(path(host, "/var/lib/gypsum"));
      }
      writePackaged(
          host, packaging.resolve("debian/gypsum.service"),
          path(host, "/etc/systemd/system/gypsum.service"));
      Path examples = path(host, "/usr/share/doc/gypsum/examples/single-server");
      Files.createDirectories(examples);
      try (Stream<Path> files = Files.list(packaging.resolve("examples/single-server"))) {
        for (Path file : (Iterable<Path>) files::iterator) {
          writePackaged(host, file, examples.resolve(file.getFileName()));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void writePackaged(String host, Path file, Path to) throws IOException {
    Files.writeString(
        to, names.on(
            host, Files.readString(file).replace("/usr/bin/gypsum", "/usr/local/bin/gypsum")));
  }

  /** Returns the first aws command of the PATH that works. */
  private Path workingAws() {
    return Stream.of(System.getenv("PATH").split(File.pathSeparator))
        .map(directory -> Path.of(directory, "aws"))
        .filter(Files::isExecutable)
        .filter(
            aws -> run(root, environment("laptop"), aws.toString(), "--version").exitCode() == 0)
        .findFirst()
        .orElseThrow(() -> new AssertionError("no working aws command found; see ./check"));
  }

  /** Copies the real launcher and makes it use the classes of this test as its build. */
  private void putSources(Path directory) throws IOException {
    Path dist = Files.createDirectories(directory.resolve("cli/target/dist"));
    Files.copy(Path.of("../gypsum"), directory.resolve("gypsum"));
    Path launcher = Files.createDirectory(directory.resolve("packaging")).resolve("launch.sh");
    Files.copy(Path.of("../packaging/launch.sh"), launcher);
    Path library = Files.createDirectory(dist.resolve("lib"));
    List<Path> classPath =
        Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
            .map(Path::of)
            .toList();
    if (classPath.stream().anyMatch(entry -> entry.toString().matches(".*/gypsum-cli.*\\.jar"))) {
      for (Path entry : classPath) {
        if (entry.toString().endsWith(".jar")) {
          Files.createSymbolicLink(library.resolve(entry.getFileName()), entry.toAbsolutePath());
        }
      }
      // The installations of the guide are copies, and copies of links are small.
      Path caches = Files.createDirectories(root.resolve("aot"));
      train(launcher, library, caches);
      for (String cache : List.of("gypsum.aot", "gypsum-serve.aot")) {
        Files.createSymbolicLink(dist.resolve(cache), caches.resolve(cache));
      }
    } else {
      writeJarOf(classPath, library.resolve("gypsum.jar"));
    }
    Files.createFile(dist.resolve("built"));
  }

  /** Creates ahead-of-time caches like the build of the launcher, so that the commands and servers of the guide start fast. */
  private void train(Path launcher, Path library, Path caches) {
    String _ =
        run(
            root, environment("server1"), "bash", "-euo", "pipefail", "-c",
            "source \"$1\"; train \"$2/bin/java\" \"$3\" \"$4\" \"$4/log\"", "train",
            launcher.toString(), System.getProperty("java.home"), library.toString(),
            caches.toString()).ok();
  }

  /** Writes a jar without classes that refers to a class path of directories, as in an editor. */
  private static void writeJarOf(List<Path> classPath, Path jar) throws IOException {
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes()
        .put(
            Attributes.Name.CLASS_PATH,
            classPath.stream()
                .map(entry -> entry.toUri().toString())
                .collect(Collectors.joining(" ")));
    new JarOutputStream(Files.newOutputStream(jar), manifest).close();
  }

  GuideNames names() {
    return names;
  }

  /** Returns the real path of a file on a machine. */
  Path path(String host, String path) {
    return names.directory(host).resolve(path.substring(1));
  }

  Path stub(String command) {
    return root.resolve("bin").resolve(command);
  }

  Path home(String host) {
    return path(host, host.equals("laptop") ? "/" + HOME_OF_LAPTOP : "/root");
  }

  /** Returns the environment of a machine, without the variables of the user who runs the tests. */
  Map<String, String> environment(String host) {
    Map<String, String> environment = new LinkedHashMap<>();
    environment.put("SANDBOX", names.directory(host).toString());
    environment.put("HOME", home(host).toString());
    environment.put("LC_ALL", "C.UTF-8");
    environment.put("GYPSUM_JAVA_HOME", System.getProperty("java.home"));
    environment.put(
        "PATH",
        String.join(
            ":", root.resolve("bin").toString(), path(host, "/usr/local/bin").toString(),
            System.getProperty("java.home") + "/bin", System.getenv("PATH"), "/usr/sbin", "/sbin"));
    switch (host) {
      case "ceph" -> {
        environment.put("CEPH_CONF", inherited("CEPH_CONF"));
        environment.put("CEPH_ARGS", inherited("CEPH_ARGS"));
      }
      case "laptop" -> {
        environment.putAll(laptopVariables);
        // Like a login shell.
        environment.put("BASH_ENV", home(host).resolve(".profile").toString());
      }
    }
    return environment;
  }

  /** Returns a variable that {@code .ci/ceph-rgw} has set. */
  static String inherited(String variable) {
    String value = System.getenv(variable);
    if (value == null) {
      throw new AssertionError(
          variable + " is not set: run eval \"$(.ci/ceph-rgw start /tmp/gypsum-ceph 0)\" first;"
              + " ./check does it by itself");
    }
    return value;
  }

  /** The result of a finished process. */
  record Result(int exitCode, String output, String errors) {
    /** Returns the output after asserting exit code 0. */
    String ok() {
      assertThat(exitCode).as("exit code, with output: %s%s", output, errors).isZero();
      return output;
    }
  }

  /** Runs commands of the guide on a machine; stops at the first command that fails. */
  Result bash(String host, String commands) {
    return run(
        home(host), environment(host), "bash", "-euo", "pipefail", "-c",
        names.on(host, commands));
  }

  Result run(Path directory, Map<String, String> environment, String... command) {
    try {
      Path out = Files.createTempFile(root, "run", ".out");
      Path err = Files.createTempFile(root, "run", ".err");
      Process process =
          process(directory, environment, command)
              .redirectOutput(out.toFile())
              .redirectError(err.toFile())
              .start();
      process.getOutputStream().close();
      if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        throw new AssertionError(
            "still running after " + TIMEOUT_SECONDS + " s: " + List.of(command) + "; stderr: "
                + Files.readString(err));
      }
      return new Result(process.exitValue(), Files.readString(out), Files.readString(err));
    } catch (IOException | InterruptedException e) {
      throw new AssertionError("could not run " + List.of(command), e);
    }
  }

  void delete() {
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : (Iterable<Path>) files.sorted(Comparator.reverseOrder())::iterator) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static ProcessBuilder process(
      Path directory, Map<String, String> environment, String... command) {
    ProcessBuilder process = new ProcessBuilder(command).directory(directory.toFile());
    process.environment().clear();
    process.environment().putAll(environment);
    return process;
  }
}

package io.gypsum.e2e.admin;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Replaces systemd on the machines of the guide: {@code systemctl} starts and stops the commands of the units with their environments. The real {@code systemd-analyze} checks the units themselves.
 */
final class SystemdStub implements AutoCloseable {
  private static final long STOP_SECONDS = 40;

  private final Sandbox sandbox;
  private static final String NGINX = "/nginx";

  /** The running servers by machine; nginx by machine and {@link #NGINX}. */
  private final Map<String, Process> running = new HashMap<>();

  SystemdStub(Sandbox sandbox) {
    this.sandbox = sandbox;
    // No service outlives this process.
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(() -> running.values().forEach(Process::destroyForcibly)));
  }

  /** @param command a command line that starts with {@code systemctl} */
  void systemctl(String host, String command) {
    switch (command) {
      case "systemctl daemon-reload" -> checkUnits(host);
      case "systemctl enable --now gypsum" -> start(host);
      case "systemctl restart gypsum" -> {
        if (running.containsKey(host)) {
          stop(host);
        }
        start(host);
      }
      case "systemctl stop gypsum" -> stop(host);
      case "systemctl enable --now gypsum-backup.timer" -> assertThat(
          sandbox.path(host, "/etc/systemd/system/gypsum-backup.timer")).exists();
      case "systemctl start gypsum-backup" -> runOnce(host, "gypsum-backup.service");
      case "systemctl reload nginx" -> reloadNginx(host);
      default -> throw new AssertionError("unsupported command: " + command);
    }
  }

  private void checkUnits(String host) {
    for (Path unit : units(host)) {
      String file = unit.toString();
      // The exit code is 0 even if it prints warnings.
      assertThat(analyze(host, "verify", "--man=no", file)).isEmpty();
      if (file.endsWith(".service")) {
        analyze(host, "security", "--offline=true", "--threshold=20", file);
      }
    }
  }

  private String analyze(String host, String... arguments) {
    List<String> command = new ArrayList<>(List.of("systemd-analyze", "--no-pager"));
    command.addAll(List.of(arguments));
    Sandbox.Result result =
        sandbox.run(
            sandbox.home(host), sandbox.environment(host), command.toArray(String[]::new));
    return result.ok() + result.errors();
  }

  private List<Path> units(String host) {
    try (Stream<Path> files = Files.list(sandbox.path(host, "/etc/systemd/system"))) {
      List<Path> units = files.toList();
      assertThat(units).as("units of %s", host).isNotEmpty();
      return units;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void start(String host) {
    SystemdUnit unit = unit(host, "gypsum.service");
    start(host, environment(host, unit), unit.commands().getFirst());
  }

  private SystemdUnit unit(String host, String name) {
    return SystemdUnit.read(sandbox.path(host, "/etc/systemd/system/" + name));
  }

  /** Runs a unit of the type oneshot, and asserts that its commands succeed and print nothing. */
  private void runOnce(String host, String name) {
    SystemdUnit unit = unit(host, name);
    for (List<String> command : unit.commands()) {
      Sandbox.Result result =
          sandbox.run(
              sandbox.home(host), environment(host, unit), command.toArray(String[]::new));
      assertThat(result.ok() + result.errors()).as("output of %s", command).isEmpty();
    }
  }

  private Map<String, String> environment(String host, SystemdUnit unit) {
    Map<String, String> environment = new HashMap<>(unit.environment());
    environment.put("GYPSUM_JAVA_HOME", System.getProperty("java.home"));
    environment.put("HOME", sandbox.path(host, "/var/lib/gypsum").toString());
    // A fast start matters more here than peak performance.
    environment.merge(
        "GYPSUM_JAVA_OPTIONS", "-XX:TieredStopAtLevel=1", (own, more) -> own + " " + more);
    environment.put("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin");
    return environment;
  }

  private void reloadNginx(String host) {
    Process nginx = running.get(host + NGINX);
    if (nginx == null) {
      start(
          host, host + NGINX, sandbox.environment(host), List.of(sandbox.stub("nginx").toString()));
    } else {
      sandbox.bash(host, "nginx -s reload").ok();
    }
  }

  /** @param command the service of the machine, until it is stopped */
  void start(String host, Map<String, String> environment, List<String> command) {
    start(host, host, environment, command);
  }

  private void start(
      String host, String service, Map<String, String> environment, List<String> command) {
    try {
      Process process =
          Sandbox.process(
              sandbox.home(host), environment, command.toArray(String[]::new))
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log(host).toFile()))
              .redirectErrorStream(true)
              .start();
      running.put(service, process);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path log(String host) {
    return sandbox.path(host, "/journal");
  }

  /** Returns everything that the service of a machine has printed. */
  String journal(String host) {
    try {
      return Files.readString(log(host));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the process of the service of a machine. */
  ProcessHandle process(String host) {
    return running.get(host).toHandle();
  }

  /** Stops the service of a machine and asserts exit code 0. */
  void stop(String host) {
    Process process = running.remove(host);
    process.destroy();
    try {
      if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError(host + " did not stop; its journal: " + journal(host));
      }
    } catch (InterruptedException e) {
      throw new AssertionError("interrupted while a service stops", e);
    }
    assertThat(process.exitValue()).as("exit code, with journal: %s", journal(host)).isZero();
  }

  @Override
  public void close() {
    for (Process process : running.values()) {
      process.destroy();
      try {
        if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
          process.destroyForcibly();
        }
      } catch (InterruptedException e) {
        process.destroyForcibly();
        Thread.currentThread().interrupt();
      }
    }
    running.clear();
  }
}

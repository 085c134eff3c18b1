package io.gypsum.e2e.harness;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import static org.assertj.core.api.Assertions.assertThat;

/** A server in a separate process, started with the command that users run, on a free port. */
public final class ServerProcess implements AutoCloseable {
  private static final long TIMEOUT_SECONDS = 60;
  private static final Pattern READY = Pattern.compile("gypsum is ready at (http://\\S+)");
  /** The running servers; a shutdown hook kills them, so that none outlives this process. */
  private static final Set<Process> RUNNING = ConcurrentHashMap.newKeySet();

  static {
    Runtime.getRuntime()
        .addShutdownHook(new Thread(() -> RUNNING.forEach(Process::destroyForcibly)));
  }

  private final Process process;
  private final Path errors;
  private final URI url;

  private ServerProcess(Process process, Path errors, URI url) {
    this.process = process;
    this.errors = errors;
    this.url = url;
  }

  /** The options with which a server is started. */
  public static final class Launch {
    private final Path data;
    private String main = GypsumCommand.MAIN;
    private int heapMib = 128;
    private final List<String> javaOptions = new ArrayList<>();
    private final List<String> options = new ArrayList<>();

    private Launch(Path data) {
      this.data = data;
    }

    public Launch heapMib(int mib) {
      heapMib = mib;
      return this;
    }

    /** Sets another main class, which accepts the same arguments and prints the same first line. */
    public Launch main(Class<?> type) {
      main = type.getName();
      return this;
    }

    public Launch java(String... more) {
      javaOptions.addAll(List.of(more));
      return this;
    }

    /** Adds options of {@code gypsum serve}. */
    public Launch options(String... more) {
      options.addAll(List.of(more));
      return this;
    }

    /** Starts the server and waits until it is ready. */
    public ServerProcess start() {
      List<String> arguments = new ArrayList<>(List.of("serve"));
      if (!options.contains("--port")) {
        arguments.addAll(List.of("--port", "0"));
      }
      arguments.addAll(List.of("--data", data.toString()));
      arguments.addAll(TestStore.options(data, options));
      arguments.addAll(options);
      try {
        Path errors = Files.createTempFile("gypsum-server", ".err");
        Process process =
            JavaCommand.of(main, heapMib, javaOptions, arguments)
                .redirectError(errors.toFile())
                .start();
        RUNNING.add(process);
        return new ServerProcess(process, errors, awaitReady(process, errors));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** @param data the server's data directory; several servers may share one */
  public static Launch on(Path data) {
    return new Launch(data);
  }

  /** Waits for the first line of a server and returns the URL in it. */
  static URI awaitReady(Process process, Path errors) {
    CompletableFuture<String> line = new CompletableFuture<>();
    // Reading a pipe would occupy the carrier of a virtual thread.
    Thread _ = Thread.ofPlatform().daemon().start(() -> readOutput(process, line));
    try {
      String output = line.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
      Matcher ready = READY.matcher(Objects.requireNonNullElse(output, ""));
      if (ready.matches()) {
        return URI.create(ready.group(1));
      }
      throw notReady(process, "printed '" + output + "'", errors);
    } catch (TimeoutException e) {
      throw notReady(process, "printed nothing for " + TIMEOUT_SECONDS + " s", errors);
    } catch (InterruptedException | ExecutionException e) {
      throw new AssertionError(
          notReady(process, "output could not be read", errors).getMessage(), e);
    }
  }

  private static AssertionError notReady(Process process, String what, Path errors) {
    process.destroyForcibly();
    return new AssertionError("the server " + what + " instead of being ready:\n" + read(errors));
  }

  /** Completes {@code first} with the first line and discards the rest, so that the server never blocks on a full pipe. */
  private static void readOutput(Process process, CompletableFuture<String> first) {
    try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
      first.complete(reader.readLine());
      while (reader.readLine() != null) {
        // Discarded.
      }
    } catch (IOException e) {
      first.completeExceptionally(e);
    }
  }

  public URI url() {
    return url;
  }

  /** Returns a client without an access token. */
  public TestHttpClient http() {
    return new TestHttpClient(url, null);
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** Returns the text that the server has written to stderr so far. */
  public String errors() {
    return read(errors);
  }

  /** Requests a shutdown, like a service manager, waits for it and returns the exit code. */
  public int stop() {
    process.destroy();
    return awaitEnd();
  }

  /** Requests a shutdown without waiting for it. */
  public void beginStop() {
    process.destroy();
  }

  /** Kills the process without warning, like a crash. */
  public void kill() {
    process.destroyForcibly();
    int _ = awaitEnd();
  }

  /** Waits until the process exits and returns its exit code. */
  public int awaitEnd() {
    try {
      assertThat(process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS))
          .as("the server has exited; stderr: %s", errors())
          .isTrue();
      RUNNING.remove(process);
      return process.exitValue();
    } catch (InterruptedException e) {
      throw new AssertionError("interrupted while a server ends", e);
    }
  }

  /** Returns the present resident memory of the process. */
  public long residentBytes() {
    return statusBytes("VmRSS");
  }

  /** Returns the peak resident memory of the process. */
  public long peakResidentBytes() {
    return statusBytes("VmHWM");
  }

  private long statusBytes(String field) {
    try (var lines = Files.lines(Path.of("/proc", Long.toString(process.pid()), "status"))) {
      return lines.filter(line -> line.startsWith(field + ":"))
          .map(line -> line.replaceAll("\\D", ""))
          .mapToLong(kib -> Long.parseLong(kib) * 1024)
          .findFirst()
          .orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file, StandardCharsets.UTF_8);
    } catch (IOException e) {
      return "(" + e + ")";
    }
  }

  @Override
  public void close() {
    if (process.isAlive()) {
      kill();
    }
    RUNNING.remove(process);
    try {
      Files.deleteIfExists(errors);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

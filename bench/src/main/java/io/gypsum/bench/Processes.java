package io.gypsum.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * The running processes that this run has started. For each, a file is named after its id, so that {@code bench/run}
 * can stop it if this process is killed. Closing stops them all. Thread-safe.
 */
final class Processes implements AutoCloseable {
  private static final int STOP_TIMEOUT_SECONDS = 30;

  private final Path directory;
  private final Set<Process> running = ConcurrentHashMap.newKeySet();

  Processes(Path directory) throws IOException {
    this.directory = Files.createDirectories(directory);
  }

  Process start(ProcessBuilder command) throws IOException {
    Process process = command.start();
    running.add(process);
    Files.createFile(file(process));
    return process;
  }

  /** Stops the process with SIGTERM, and with SIGKILL if it does not end. */
  void stop(Process process) throws IOException {
    process.destroy();
    try {
      if (!process.waitFor(STOP_TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    running.remove(process);
    Files.deleteIfExists(file(process));
  }

  private Path file(Process process) {
    return directory.resolve(Long.toString(process.pid()));
  }

  @Override
  public void close() throws IOException {
    for (Process process : running) {
      stop(process);
    }
  }
}

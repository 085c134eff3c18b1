package io.gypsum.client.oauth;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

import io.gypsum.client.http.BearerToken;
import io.gypsum.client.http.HttpErrors;
import org.jspecify.annotations.Nullable;

/**
 * Reads the token of {@code gh}, GitHub's own command, for users who are signed in there already. The command counts as absent
 * if it fails or takes too long. It runs at most once. Thread-safe.
 */
final class GhCommand {
  private static final int MAX_BYTES = 4096;

  private final @Nullable String searchPath;
  private final Duration timeout;
  private boolean finished;
  private Optional<String> token = Optional.empty();

  /**
   * @param searchPath the value of {@code PATH}; null if it is not set
   * @param timeout how long the command may take
   */
  GhCommand(@Nullable String searchPath, Duration timeout) {
    this.searchPath = searchPath;
    this.timeout = timeout;
  }

  synchronized Optional<String> token() {
    if (!finished) {
      token = find().flatMap(this::run).filter(BearerToken::isValid);
      finished = true;
    }
    return token;
  }

  /** Searches the path itself, since the system may also search the current directory, which may be untrusted. */
  private Optional<Path> find() {
    if (searchPath == null) {
      return Optional.empty();
    }
    return Stream.of(searchPath.split(File.pathSeparator))
        .flatMap(GhCommand::directory)
        .flatMap(directory -> Stream.of(directory.resolve("gh"), directory.resolve("gh.exe")))
        .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
        .findFirst();
  }

  private static Stream<Path> directory(String entry) {
    try {
      return Stream.of(Path.of(entry)).filter(Path::isAbsolute);
    } catch (InvalidPathException e) {
      return Stream.empty();
    }
  }

  private Optional<String> run(Path gh) {
    ProcessBuilder command =
        new ProcessBuilder(gh.toString(), "auth", "token", "--hostname", "github.com")
            .redirectError(ProcessBuilder.Redirect.DISCARD);
    command.environment().put("GH_PROMPT_DISABLED", "1");
    Process process;
    try {
      process = command.start();
    } catch (IOException e) {
      return Optional.empty();
    }
    try {
      String text = await(process);
      return process.exitValue() == 0 ? Optional.of(text) : Optional.empty();
    } catch (TimeoutException | ExecutionException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      throw HttpErrors.interrupted("read the token of gh", e);
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  /** Reads in another thread, since reading from a pipe can neither time out nor be interrupted. */
  private String await(Process process)
      throws InterruptedException, ExecutionException, TimeoutException {
    FutureTask<String> reading = new FutureTask<>(() -> {
      process.getOutputStream().close();
      InputStream out = process.getInputStream();
      String text = new String(out.readNBytes(MAX_BYTES), StandardCharsets.UTF_8).strip();
      process.waitFor();
      return text;
    });
    Thread reader = new Thread(reading, "gypsum-gh");
    reader.setDaemon(true);
    reader.start();
    if (Thread.interrupted()) {
      // A task that has already finished would return its result.
      throw new InterruptedException();
    }
    return reading.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
  }
}

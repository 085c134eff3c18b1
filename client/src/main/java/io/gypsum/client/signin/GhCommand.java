package io.gypsum.client.signin;

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

import io.gypsum.client.http.HttpErrors;
import org.jspecify.annotations.Nullable;

/**
 * The token of {@code gh}, GitHub's own command, for those who are signed in there already. A {@code gh} that is absent,
 * fails, or takes too long is simply not there. It is asked once; thread-safe.
 */
final class GhCommand {
  private static final int MAX_BYTES = 4096;

  private final @Nullable String searchPath;
  private final Duration limit;
  private boolean asked;
  private Optional<String> answer = Optional.empty();

  /**
   * @param searchPath what {@code PATH} says
   * @param limit how long it may take
   */
  GhCommand(@Nullable String searchPath, Duration limit) {
    this.searchPath = searchPath;
    this.limit = limit;
  }

  synchronized Optional<String> token() {
    if (!asked) {
      answer = find().flatMap(this::ask).filter(TokenText::isToken);
      asked = true;
    }
    return answer;
  }

  /** Not left to the system, which may look in the current directory: a repository could bring a {@code gh} along. */
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

  private Optional<String> ask(Path gh) {
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
      throw HttpErrors.interrupted("ask gh for its token", e);
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  /** Reads in a thread of its own: a read from a pipe ends neither by time nor by an interrupt. */
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
    return reading.get(limit.toMillis(), TimeUnit.MILLISECONDS);
  }
}

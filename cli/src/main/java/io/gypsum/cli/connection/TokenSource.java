package io.gypsum.cli.connection;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

import io.gypsum.cli.terminal.Terminal;
import io.gypsum.client.failure.LocalFileException;
import org.jspecify.annotations.Nullable;

/** Where the token of whoever runs the command comes from. */
public sealed interface TokenSource {
  record InFile(Path file) implements TokenSource {
    @Override
    public String token() {
      try {
        return Files.readString(file).strip();
      } catch (NoSuchFileException e) {
        throw LocalFileException
            .refused(file, "is not there: --token-file names a file that holds a token");
      } catch (IOException e) {
        throw LocalFileException.failed(file, "read", e);
      }
    }

    @Override
    public String toString() {
      return "file " + file;
    }
  }

  record InEnvironment(String token) implements TokenSource {
    @Override
    public String toString() {
      return "GYPSUM_TOKEN";
    }
  }

  record Nowhere() implements TokenSource {
    @Override
    public @Nullable String token() {
      return null;
    }

    @Override
    public String toString() {
      return "none";
    }
  }

  /**
   * The token as it is now; null when there is none.
   *
   * @throws LocalFileException when its file cannot be read
   */
  @Nullable
  String token();

  /** Where it comes from, in words that never hold the token. */
  @Override
  String toString();

  static TokenSource of(Terminal terminal, @Nullable Path file) {
    if (file != null) {
      return new InFile(file);
    }
    String token = terminal.variable("GYPSUM_TOKEN");
    return token == null ? new Nowhere() : new InEnvironment(token);
  }
}

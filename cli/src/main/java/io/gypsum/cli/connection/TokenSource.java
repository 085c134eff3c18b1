package io.gypsum.cli.connection;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

import io.gypsum.cli.terminal.Terminal;
import io.gypsum.client.GypsumClientBuilder;
import io.gypsum.client.failure.LocalFileException;
import io.gypsum.client.signin.AccessToken;
import io.gypsum.client.signin.SignIn;
import io.gypsum.core.Timestamps;
import org.jspecify.annotations.Nullable;

/** Where the token of whoever runs the command comes from. */
sealed interface TokenSource {
  record InFile(Path file) implements TokenSource {
    @Override
    public void tell(GypsumClientBuilder builder) {
      builder.token(this::token);
    }

    /** @throws LocalFileException when the file cannot be read */
    String token() {
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
    public String words(SignIn signIn) {
      return "file " + file;
    }
  }

  record InEnvironment(String token) implements TokenSource {
    @Override
    public void tell(GypsumClientBuilder builder) {
      builder.token(token);
    }

    @Override
    public String words(SignIn signIn) {
      return "GYPSUM_TOKEN";
    }
  }

  /** What the client finds by itself: {@code gh}'s, or the one of an earlier {@code login}. */
  record Found() implements TokenSource {
    @Override
    public void tell(GypsumClientBuilder builder) {}

    @Override
    public String words(SignIn signIn) {
      return signIn.accessToken().map(Found::words).orElse("none");
    }

    private static String words(AccessToken token) {
      return token.login()
          .map(
              login -> "signed in as " + login
                  + token.expiry().map(time -> " until " + Timestamps.format(time)).orElse(""))
          .orElse("gh auth token");
    }
  }

  void tell(GypsumClientBuilder builder);

  /** For people; never holds the token. */
  String words(SignIn signIn);

  static TokenSource of(Terminal terminal, @Nullable Path file) {
    if (file != null) {
      return new InFile(file);
    }
    String token = terminal.variable("GYPSUM_TOKEN");
    return token == null ? new Found() : new InEnvironment(token);
  }
}

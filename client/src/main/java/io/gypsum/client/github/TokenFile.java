package io.gypsum.client.github;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

import io.gypsum.client.cache.AtomicFile;
import io.gypsum.client.failure.LocalFileException;
import io.gypsum.client.http.BearerToken;
import io.gypsum.client.signin.AccessToken;
import org.jspecify.annotations.Nullable;

/**
 * The file with the access token that all gypsum clients of a user share: token, login and expiry (Unix seconds, or {@code
 * inf}), one line each. Any number of threads and processes may read and write it at the same time; a reader finds a complete
 * token or none. Other users can never read it.
 */
final class TokenFile {
  private static final String NEVER = "inf";
  /** Much more than the three lines need. */
  private static final int MAX_BYTES = 16 * 1024;

  private final Path path;
  private volatile @Nullable CachedToken last;

  TokenFile(Path path) {
    this.path = path;
  }

  /**
   * The content of the file in the state with these attributes.
   *
   * @param fileKey changes when the file is replaced; null if the file system has no keys
   */
  private record CachedToken(
      FileTime modified,
      long sizeBytes,
      @Nullable Object fileKey,
      Optional<AccessToken> token) {
    boolean isOf(BasicFileAttributes file) {
      return modified.equals(file.lastModifiedTime()) && sizeBytes == file.size()
          && (fileKey == null ? file.fileKey() == null : fileKey.equals(file.fileKey()));
    }
  }

  /**
   * Returns the stored token; empty if the file does not exist, cannot be read or is malformed. The file is only read again
   * after it has changed.
   */
  Optional<AccessToken> read() {
    try {
      BasicFileAttributes file = Files.readAttributes(path, BasicFileAttributes.class);
      CachedToken snapshot = last;
      if (snapshot == null || !snapshot.isOf(file)) {
        snapshot =
            new CachedToken(file.lastModifiedTime(), file.size(), file.fileKey(), readContent());
        last = snapshot;
      }
      return snapshot.token();
    } catch (IOException e) {
      // Usually the file does not exist. An unreadable one is replaced by the next sign-in.
      return Optional.empty();
    }
  }

  private Optional<AccessToken> readContent() throws IOException {
    try (InputStream in = Files.newInputStream(path)) {
      byte[] bytes = in.readNBytes(MAX_BYTES + 1);
      return bytes.length > MAX_BYTES
          ? Optional.empty()
          : parse(new String(bytes, StandardCharsets.UTF_8));
    }
  }

  private static Optional<AccessToken> parse(String text) {
    List<String> lines = text.lines().map(String::strip).toList();
    // The R client ends the last line, the Python client does not.
    if (lines.size() != 3 || !BearerToken.isValid(lines.get(0))) {
      return Optional.empty();
    }
    Optional<String> login = Optional.of(lines.get(1)).filter(name -> !name.isEmpty());
    return parseExpiry(lines.get(2))
        .map(expiry -> new AccessToken(lines.get(0), login, expiry.when()));
  }

  /** @param when the time of expiry; empty if the token never expires */
  private record Expiry(Optional<Instant> when) {}

  private static Optional<Expiry> parseExpiry(String text) {
    if (text.equalsIgnoreCase(NEVER)) {
      return Optional.of(new Expiry(Optional.empty()));
    }
    try {
      double seconds = Double.parseDouble(text);
      return Double.isNaN(seconds)
          ? Optional.empty()
          : Optional.of(new Expiry(Optional.of(Instant.ofEpochMilli((long) (seconds * 1000)))));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  /**
   * Stores a token.
   *
   * @throws LocalFileException if the file cannot be written; it is unchanged then
   */
  void write(AccessToken token) {
    AtomicFile.of(path)
        .ownerOnly()
        .durable()
        .writeBytes(
            format(token).getBytes(StandardCharsets.UTF_8));
  }

  private static String format(AccessToken token) {
    String expiry =
        token.expiry().map(time -> Long.toString(time.getEpochSecond())).orElse(NEVER);
    return token.token() + "\n" + token.login().orElse("") + "\n" + expiry + "\n";
  }

  /** Deletes the file; returns whether it existed. */
  boolean delete() {
    try {
      return Files.deleteIfExists(path);
    } catch (IOException e) {
      throw LocalFileException.failed(path, "deleted", e);
    }
  }
}

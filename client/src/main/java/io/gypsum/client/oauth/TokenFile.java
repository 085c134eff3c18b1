package io.gypsum.client.oauth;

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
import io.gypsum.client.oauth.SavedToken.Renewal;
import io.gypsum.client.signin.AccessToken;
import org.jspecify.annotations.Nullable;

/**
 * A file with an access token: token, login and expiry (Unix seconds, or {@code inf}), one line each. All gypsum clients of
 * a user share the one of GitHub. A token of an OpenID provider has three more lines: issuer, client ID and refresh token, which
 * may be empty. Any number of threads and processes may read and write it at the same time; a reader finds a complete
 * token or none. Other users can never read it.
 */
final class TokenFile {
  private static final String NEVER = "inf";
  private static final int LINES = 3;
  private static final int LINES_WITH_RENEWAL = 6;
  /** Much more than the lines need: servers accept headers of 8 KiB. */
  static final int MAX_BYTES = 32 * 1024;

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
      Optional<SavedToken> token) {
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
    return readSaved().map(SavedToken::token);
  }

  /** Like {@link #read}, together with the data for its renewal. */
  Optional<SavedToken> readSaved() {
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

  private Optional<SavedToken> readContent() throws IOException {
    try (InputStream in = Files.newInputStream(path)) {
      byte[] bytes = in.readNBytes(MAX_BYTES + 1);
      return bytes.length > MAX_BYTES
          ? Optional.empty()
          : parse(new String(bytes, StandardCharsets.UTF_8));
    }
  }

  private static Optional<SavedToken> parse(String text) {
    List<String> lines = text.lines().map(String::strip).toList();
    // The R client ends the last line, the Python client does not.
    if ((lines.size() != LINES && lines.size() != LINES_WITH_RENEWAL)
        || !BearerToken.isValid(lines.get(0))) {
      return Optional.empty();
    }
    Optional<String> login = Optional.of(lines.get(1)).filter(name -> !name.isEmpty());
    return parseExpiry(lines.get(2))
        .map(
            expiry -> new SavedToken(
                new AccessToken(lines.get(0), login, expiry.when()), renewal(lines)));
  }

  private static Optional<Renewal> renewal(List<String> lines) {
    return lines.size() == LINES
        ? Optional.empty()
        : Optional.of(new Renewal(lines.get(3), lines.get(4), new SensitiveText(lines.get(5))));
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
   * Stores a token that cannot be renewed.
   *
   * @throws LocalFileException if the file cannot be written; it is unchanged then
   */
  void write(AccessToken token) {
    write(SavedToken.of(token));
  }

  /**
   * Stores a token together with the data for its renewal.
   *
   * @throws LocalFileException if the file cannot be written, or would be too long to be read; it is unchanged in these
   *     cases
   */
  void write(SavedToken token) {
    byte[] content = format(token).getBytes(StandardCharsets.UTF_8);
    if (content.length > MAX_BYTES) {
      throw LocalFileException.refused(
          path, "would contain a token of more than " + MAX_BYTES + " bytes");
    }
    AtomicFile.of(path).ownerOnly().durable().writeBytes(content);
  }

  private static String format(SavedToken saved) {
    AccessToken token = saved.token();
    String expiry =
        token.expiry().map(time -> Long.toString(time.getEpochSecond())).orElse(NEVER);
    String renewal =
        saved.renewal()
            .map(
                one -> one.issuer() + "\n" + one.clientId() + "\n" + one.refreshToken().value()
                    + "\n")
            .orElse("");
    return token.token() + "\n" + token.login().orElse("") + "\n" + expiry + "\n" + renewal;
  }

  /** Returns the file that is locked while the token is renewed. */
  Path lock() {
    return path.resolveSibling(path.getFileName() + ".lock").toAbsolutePath().normalize();
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

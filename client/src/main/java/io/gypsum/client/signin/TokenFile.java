package io.gypsum.client.signin;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;

import io.gypsum.client.failure.LocalFileException;
import org.jspecify.annotations.Nullable;

/**
 * The token that all gypsum clients of a user share. Any number of threads and processes may read and write it at once:
 * a reader sees one that was written, whole, or none. Nobody but the owner can read any of it at any time.
 */
final class TokenFile {
  /** Far more than three lines need. */
  private static final int MAX_BYTES = 16 * 1024;

  private final Path path;
  private final SecureRandom random;
  private volatile @Nullable Seen last;

  TokenFile(Path path, SecureRandom random) {
    this.path = path;
    this.random = random;
  }

  /** What was read, and of which file; one that was written over has another {@code key}, where files have any. */
  private record Seen(
      FileTime modified,
      long sizeBytes,
      @Nullable Object key,
      Optional<AccessToken> token) {
    boolean isOf(BasicFileAttributes file) {
      return modified.equals(file.lastModifiedTime()) && sizeBytes == file.size()
          && (key == null ? file.fileKey() == null : key.equals(file.fileKey()));
    }
  }

  /** Empty when there is none, or none that can be read or understood; looks again whenever the file has changed. */
  Optional<AccessToken> read() {
    try {
      BasicFileAttributes file = Files.readAttributes(path, BasicFileAttributes.class);
      Seen seen = last;
      if (seen == null || !seen.isOf(file)) {
        seen = new Seen(file.lastModifiedTime(), file.size(), file.fileKey(), parse());
        last = seen;
      }
      return seen.token();
    } catch (IOException e) {
      // Most often there is none. What cannot be read is not used either: signing in replaces it.
      return Optional.empty();
    }
  }

  private Optional<AccessToken> parse() throws IOException {
    try (InputStream in = Files.newInputStream(path)) {
      byte[] bytes = in.readNBytes(MAX_BYTES + 1);
      return bytes.length > MAX_BYTES
          ? Optional.empty()
          : TokenText.parse(new String(bytes, StandardCharsets.UTF_8));
    }
  }

  /** @throws LocalFileException when it cannot be written; then what was there is still there */
  void write(AccessToken token) {
    byte[] name = new byte[8];
    random.nextBytes(name);
    Path temporary =
        path.resolveSibling("." + path.getFileName() + "." + HexFormat.of().formatHex(name));
    try {
      makeDirectory(path.toAbsolutePath().getParent());
      try (FileChannel out = OwnerOnly.create(temporary)) {
        ByteBuffer bytes = StandardCharsets.UTF_8.encode(TokenText.of(token));
        while (bytes.hasRemaining()) {
          out.write(bytes);
        }
        out.force(true);
      }
      Files.move(temporary, path, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      deleteAfter(e, temporary);
      throw LocalFileException.failed(path, "written", e);
    }
  }

  private static void makeDirectory(@Nullable Path directory) throws IOException {
    if (directory != null) {
      if (directory.getParent() != null) {
        Files.createDirectories(directory.getParent());
      }
      OwnerOnly.makeDirectory(directory);
    }
  }

  private static void deleteAfter(IOException failure, Path temporary) {
    try {
      Files.deleteIfExists(temporary);
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }

  /** @return whether there was one */
  boolean delete() {
    try {
      return Files.deleteIfExists(path);
    } catch (IOException e) {
      throw LocalFileException.failed(path, "deleted", e);
    }
  }
}

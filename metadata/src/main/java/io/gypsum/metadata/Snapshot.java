package io.gypsum.metadata;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

import io.gypsum.core.GypsumException;
import io.gypsum.core.GypsumException.Kind;
import io.gypsum.core.Printable;
import org.jspecify.annotations.Nullable;

/**
 * One state of a database file, told from the next that takes its place.
 *
 * @param fileKey what the file system knows the file by, where it does
 * @param id of the content: another one after a rebuild, the same for every process that reads this file
 */
record Snapshot(@Nullable Object fileKey, long size, long modifiedNanos, long id) {
  private static final byte[] MAGIC = "SQLite format 3\0".getBytes(StandardCharsets.US_ASCII);
  private static final int HEADER_BYTES = 100;
  private static final int ENCODING_OFFSET = 56;
  private static final int UTF_8 = 1;
  private static final int VERSION_OFFSET = 60;
  private static final int MAJOR = 1;
  private static final int PER_MAJOR = 1_000_000;

  /** @throws GypsumException NOT_FOUND, CORRUPT or INVALID when the file is not there or cannot be searched */
  static Snapshot of(Path file) throws IOException {
    BasicFileAttributes attributes = attributes(file);
    byte[] header;
    try (InputStream in = Files.newInputStream(file)) {
      header = in.readNBytes(HEADER_BYTES);
    }
    check(file, header);
    long modified = attributes.lastModifiedTime().to(TimeUnit.NANOSECONDS);
    return new Snapshot(
        attributes.fileKey(), attributes.size(), modified,
        id(header, attributes.size(), modified));
  }

  /** How messages call it: whoever reads them may be at the other end of a wire. */
  static String name(Path file) {
    Path name = file.getFileName();
    return "'" + Printable.value(name == null ? "" : name.toString()) + "'";
  }

  private static BasicFileAttributes attributes(Path file) throws IOException {
    try {
      BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
      if (attributes.isDirectory()) {
        throw new GypsumException(Kind.CORRUPT, name(file) + " is a directory, no database");
      }
      return attributes;
    } catch (NoSuchFileException e) {
      throw new GypsumException(Kind.NOT_FOUND, "there is no database " + name(file), e);
    }
  }

  private static void check(Path file, byte[] header) {
    if (header.length < HEADER_BYTES
        || !Arrays.equals(MAGIC, Arrays.copyOf(header, MAGIC.length))) {
      throw new GypsumException(Kind.CORRUPT, name(file) + " is no SQLite database");
    }
    if (ByteBuffer.wrap(header).getInt(ENCODING_OFFSET) != UTF_8) {
      throw new GypsumException(Kind.CORRUPT, name(file) + " is no index: it is not in UTF-8");
    }
    int version = ByteBuffer.wrap(header).getInt(VERSION_OFFSET);
    if (version / PER_MAJOR != MAJOR) {
      throw new GypsumException(
          Kind.INVALID,
          name(file) + " has format " + words(version) + "; this gypsum reads format " + MAJOR
              + ".x: use one as new as the database");
    }
  }

  private static String words(int version) {
    return version / PER_MAJOR + "." + version / 1_000 % 1_000 + "." + version % 1_000;
  }

  private static long id(byte[] header, long size, long modifiedNanos) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(header);
      digest.update(ByteBuffer.allocate(16).putLong(size).putLong(modifiedNanos).flip());
      return ByteBuffer.wrap(digest.digest()).getLong();
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java has SHA-256", e);
    }
  }
}

package io.gypsum.bench;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** What is stored and fetched. The same in every run. */
final class TestFiles {
  private static final int BLOCK_BYTES = 1 << 20;
  private static final int FILES_PER_DIRECTORY = 100;

  private TestFiles() {}

  /**
   * A file of an upload.
   *
   * @param md5 in hex
   */
  record Declared(String path, long sizeBytes, String md5) {}

  /** Writes a file of that size which does not compress, unless it is there. */
  static Path big(Path file, long sizeBytes) throws IOException {
    if (Files.exists(file)) {
      return file;
    }
    Files.createDirectories(file.getParent());
    byte[] block = new byte[BLOCK_BYTES];
    Random random = new Random(1);
    try (OutputStream out = Files.newOutputStream(file)) {
      for (long left = sizeBytes; left > 0; left -= block.length) {
        random.nextBytes(block);
        out.write(block, 0, (int) Math.min(block.length, left));
      }
    }
    return file;
  }

  /** The announcements of {@code count} small files in directories of a hundred. */
  static List<Declared> small(int count) {
    return IntStream.range(0, count).mapToObj(TestFiles::file).toList();
  }

  private static Declared file(int number) {
    byte[] content = content(number);
    return new Declared(
        "part-%04d/sample-%06d.txt".formatted(number / FILES_PER_DIRECTORY, number),
        content.length, HexFormat.of().formatHex(md5(content)));
  }

  /** Puts the small files where the disk store would have put them, had each been sent. */
  static void place(Path version, int count) {
    IntStream.range(0, count)
        .parallel()
        .forEach(
            number -> {
              Path file = version.resolve(file(number).path());
              try {
                Files.createDirectories(file.getParent());
                Files.write(file, content(number));
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
  }

  private static byte[] content(int number) {
    return "the content of file %d\n".formatted(number).getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] md5(byte[] content) {
    try {
      return MessageDigest.getInstance("MD5").digest(content);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has MD5", e);
    }
  }
}

package io.gypsum.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

import io.gypsum.core.document.Lock;
import io.gypsum.core.document.ManifestEntry;
import io.gypsum.core.document.Md5;
import io.gypsum.core.name.BucketLayout;
import io.gypsum.core.name.Prefix;
import io.gypsum.core.name.ProjectName;

/**
 * Generates files, 100 per directory. All files differ from each other, and every run generates the same ones.
 *
 * @param sizeBytes size of each file
 */
record SmallFiles(int count, int sizeBytes) {
  private static final int FILES_PER_DIRECTORY = 100;

  /**
   * A file as a client declares it when it starts an upload.
   *
   * @param md5 the MD5 in hexadecimal
   */
  record Declared(String path, long sizeBytes, String md5) {}

  List<String> paths() {
    return IntStream.range(0, count).mapToObj(SmallFiles::path).toList();
  }

  List<Declared> declared() {
    return IntStream.range(0, count)
        .mapToObj(
            number -> new Declared(
                path(number), sizeBytes, HexFormat.of().formatHex(md5(content(number)))))
        .toList();
  }

  /** Writes the files to their paths in a directory. */
  void placeIn(Path directory) {
    place(number -> directory.resolve(path(number)));
  }

  /** Writes the files to the staging area of a session, as if the server had received them. */
  void stage(ServerSetup setup, String project, TimedApi.Session session) {
    Prefix staging = BucketLayout.staging(new ProjectName(project), Lock.hash(session.token()));
    place(number -> {
      Md5 md5 = Md5.parse(HexFormat.of().formatHex(md5(content(number))));
      return setup.file(new ManifestEntry(sizeBytes, md5, null).stagedAt(staging).value());
    });
  }

  private void place(IntFunction<Path> place) {
    IntStream.range(0, count)
        .parallel()
        .forEach(
            number -> {
              Path file = place.apply(number);
              try {
                Files.createDirectories(file.getParent());
                Files.write(file, content(number));
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
  }

  private static String path(int number) {
    return "part-%04d/sample-%06d.txt".formatted(number / FILES_PER_DIRECTORY, number);
  }

  private byte[] content(int number) {
    byte[] start = "file %d\n".formatted(number).getBytes(StandardCharsets.UTF_8);
    return Arrays.copyOf(start, sizeBytes);
  }

  private static byte[] md5(byte[] content) {
    try {
      return MessageDigest.getInstance("MD5").digest(content);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("MD5 is not available", e);
    }
  }
}

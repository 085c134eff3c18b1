package io.gypsum.bench;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

/** An incompressible file with the same content in every run. */
final class BigFile {
  private static final int BLOCK_BYTES = 1 << 20;

  private BigFile() {}

  static Path write(Path file, long sizeBytes) throws IOException {
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
}

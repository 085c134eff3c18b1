package io.gypsum.client.cache;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

import io.gypsum.core.Printable;

/**
 * The text in a lock file that describes the process that holds the lock, shown by waiting processes. R and Python clients
 * write none.
 */
final class LockHolder {
  private static final int MAX_BYTES = 200;
  private static final String UNKNOWN = "another process";

  private LockHolder() {}

  /** Returns a description of the holder, or a general one if it is unknown. The content of the file is not trusted. */
  static String read(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      String text = new String(in.readNBytes(MAX_BYTES), StandardCharsets.UTF_8).strip();
      return text.startsWith("process ") ? Printable.line(text) : UNKNOWN;
    } catch (IOException e) {
      // Windows does not allow the file to be read while it is locked.
      return UNKNOWN;
    }
  }

  /** Replaces the content by a description of this process. */
  static void write(FileChannel locked) throws IOException {
    String text =
        "process " + ProcessHandle.current().pid() + " of " + System.getProperty("user.name")
            + host() + "\n";
    try {
      ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
      bytes.limit(Math.min(bytes.limit(), MAX_BYTES));
      locked.truncate(0);
      locked.write(bytes, 0);
    } catch (ClosedChannelException e) {
      throw e;
    } catch (IOException e) {
      // The disk may be full; the lock is valid without the text.
    }
  }

  /** Does not resolve the name, which may take seconds. */
  private static String host() {
    String host = System.getenv("HOSTNAME");
    if (host == null || host.isBlank()) {
      host = System.getenv("COMPUTERNAME");
    }
    return host == null || host.isBlank() ? "" : " on " + host;
  }
}

package io.gypsum.client.transfer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.random.RandomGenerator;

import io.gypsum.client.failure.LocalFileException;
import io.gypsum.client.http.HttpErrors;

/** Writes files whose bytes are all at hand and known to be right. Thread-safe. */
final class SmallFileWriter {
  private static final Set<StandardOpenOption> NEW =
      Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW);
  private static final Set<StandardOpenOption> ANEW =
      Set.of(
          StandardOpenOption.WRITE, StandardOpenOption.CREATE,
          StandardOpenOption.TRUNCATE_EXISTING);

  private final RandomGenerator random;

  /** @param random thread-safe */
  SmallFileWriter(RandomGenerator random) {
    this.random = random;
  }

  /** Nothing is left of it when this fails. */
  void write(DownloadRequest wanted, ByteBuffer bytes) {
    Path destination = wanted.destination();
    // Alone, the name may be one that an earlier run has left: so nothing is left in the end.
    Path temporary =
        wanted.alone()
            ? PartName.of(destination, wanted.expected())
            : PartName.random(destination, random);
    Set<StandardOpenOption> how = wanted.alone() ? ANEW : NEW;
    boolean published = false;
    try (FileChannel out =
        Directories.madeFor(temporary, () -> FileChannel.open(temporary, how))) {
      while (bytes.hasRemaining()) {
        out.write(bytes);
      }
      Received.publish(temporary, destination);
      published = true;
    } catch (ClosedByInterruptException e) {
      throw HttpErrors.interrupted(wanted.action(), e);
    } catch (IOException e) {
      throw LocalFileException.failed(destination, "written", e);
    } finally {
      if (!published) {
        Received.discard(temporary);
      }
    }
  }
}

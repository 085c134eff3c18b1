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
import io.gypsum.client.http.Address;
import io.gypsum.client.http.Answer;
import io.gypsum.client.http.Call;
import io.gypsum.client.http.Failures;
import io.gypsum.client.http.Http;
import io.gypsum.client.http.Repeat;
import io.gypsum.core.document.ManifestEntry;

/** Fetches what fits a buffer: nothing is written before it is known to be right. */
final class SmallFetch {
  /** Not worth resuming; 16 at a time take 4 MiB. */
  static final int MAX_BYTES = 256 * 1024;

  private static final Set<StandardOpenOption> NEW =
      Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW);
  private static final Set<StandardOpenOption> ANEW =
      Set.of(
          StandardOpenOption.WRITE, StandardOpenOption.CREATE,
          StandardOpenOption.TRUNCATE_EXISTING);

  private final Http http;
  private final Address server;
  private final RandomGenerator random;
  private final Workspaces workspaces = new Workspaces(MAX_BYTES + 1);

  SmallFetch(Http http, Address server, RandomGenerator random) {
    this.http = http;
    this.server = server;
    this.random = random;
  }

  void fetch(Fetch wanted) {
    Call call = Call.getWherever(wanted.asked(), server.file(wanted.key()));
    Workspaces.Workspace space = workspaces.take();
    try {
      int size =
          http.send(call, Repeat.ALWAYS, answer -> receive(call, answer, wanted, space));
      write(wanted, ByteBuffer.wrap(space.buffer(), 0, size));
      wanted.moved().accept(size);
    } finally {
      workspaces.giveBack(space);
    }
  }

  private static int receive(
      Call call, Answer answer, Fetch wanted, Workspaces.Workspace space) throws IOException {
    ManifestEntry expected = wanted.expected();
    int size = (int) expected.sizeBytes();
    // One more than there should be: reading on to the end is what frees the connection for the next request.
    int received = answer.body().readNBytes(space.buffer(), 0, size + 1);
    if (received == size) {
      space.digest().update(space.buffer(), 0, size);
      Received.requireMd5(call.asked(), space.digest(), expected);
    } else {
      throw Received.wrongSize(call.asked(), received, expected);
    }
    return size;
  }

  private void write(Fetch wanted, ByteBuffer bytes) {
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
      throw Failures.interrupted(wanted.asked(), e);
    } catch (IOException e) {
      throw LocalFileException.failed(destination, "written", e);
    } finally {
      if (!published) {
        Received.discard(temporary);
      }
    }
  }
}

package io.gypsum.client.transfer;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;

import io.gypsum.client.failure.LocalFileException;
import io.gypsum.client.failure.RequestFailedException;
import io.gypsum.client.http.ClientRequest;
import io.gypsum.client.http.ClientResponse;
import io.gypsum.client.http.HttpErrors;
import io.gypsum.client.http.HttpTransport;
import org.jspecify.annotations.Nullable;

/**
 * Fetches a file of which no manifest tells anything, to a temporary file beside its destination, then renamed: the
 * destination is there whole, or as it was before. A connection that breaks is gone on with where the server says that
 * its file is the same; what a kill leaves is written over the next time. Thread-safe.
 */
public final class PlainDownloader {
  private static final Set<StandardOpenOption> ANEW =
      Set.of(
          StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE,
          StandardOpenOption.TRUNCATE_EXISTING);
  private static final int BUFFER_BYTES = 64 * 1024;

  private final HttpTransport http;

  public PlainDownloader(HttpTransport http) {
    this.http = http;
  }

  /** What the file has to be. */
  @FunctionalInterface
  public interface Check {
    /** Why it is something else; empty when it is right. */
    Optional<String> problem(FileChannel file) throws IOException;
  }

  /**
   * @param destination nobody else, in whatever process, writes it at the same time
   * @throws RequestFailedException when the file cannot be had, or is not what it has to be
   * @throws LocalFileException when it cannot be written
   */
  public void fetch(ClientRequest call, Path destination, Check check) {
    Path temporary = PartName.only(destination);
    boolean published = false;
    try (FileChannel out =
        Directories.madeFor(temporary, () -> FileChannel.open(temporary, ANEW))) {
      Attempts attempts = new Attempts(call, destination, out, check);
      http.retry(attempts::next);
      Received.publish(temporary, destination);
      published = true;
    } catch (IOException e) {
      throw failure(call, destination, e);
    } finally {
      if (!published) {
        Received.discard(temporary);
      }
    }
  }

  private static RuntimeException failure(ClientRequest call, Path destination, IOException cause) {
    return cause instanceof ClosedByInterruptException
        ? HttpErrors.interrupted(call.action(), cause)
        : LocalFileException.failed(destination, "written", cause);
  }

  /** All attempts at one file. */
  private final class Attempts {
    private final ClientRequest call;
    private final Path destination;
    private final FileChannel out;
    private final Check check;
    private long sizeBytes;
    /** Strong; null when the server gave none, so that nothing can be gone on with. */
    private @Nullable String etag;

    Attempts(ClientRequest call, Path destination, FileChannel out, Check check) {
      this.call = call;
      this.destination = destination;
      this.out = out;
      this.check = check;
    }

    long next() {
      http.sendOnce(ranged(), this::receive);
      try {
        Optional<String> problem = check.problem(out);
        if (problem.isPresent()) {
          restart();
          throw HttpErrors.corrupt(call.action(), problem.get());
        }
      } catch (IOException e) {
        throw failure(call, destination, e);
      }
      return sizeBytes;
    }

    private ClientRequest ranged() {
      String same = etag;
      return sizeBytes == 0 || same == null
          ? call
          : call.with("Range", "bytes=" + sizeBytes + "-").with("If-Range", same);
    }

    private boolean receive(ClientResponse answer) throws IOException {
      String range = answer.header("Content-Range");
      boolean goesOn =
          answer.isPartial() && range != null && range.startsWith("bytes " + sizeBytes + "-");
      if (answer.isPartial() && !goesOn) {
        restart();
        throw HttpErrors.corrupt(call.action(), "received the bytes '" + range + "' unasked");
      }
      if (!goesOn) {
        restart();
      }
      String tag = answer.header("ETag");
      etag = tag == null || tag.startsWith("W/") ? null : tag;
      take(answer.body());
      return goesOn;
    }

    private void take(InputStream body) throws IOException {
      byte[] buffer = new byte[BUFFER_BYTES];
      for (int length = body.read(buffer); length >= 0; length = body.read(buffer)) {
        write(ByteBuffer.wrap(buffer, 0, length));
        sizeBytes += length;
      }
    }

    private void write(ByteBuffer bytes) {
      try {
        while (bytes.hasRemaining()) {
          out.write(bytes);
        }
      } catch (IOException e) {
        throw failure(call, destination, e);
      }
    }

    private void restart() {
      try {
        out.truncate(0);
      } catch (IOException e) {
        throw failure(call, destination, e);
      }
      sizeBytes = 0;
      etag = null;
    }
  }
}

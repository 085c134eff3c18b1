package io.gypsum.client.transfer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.random.RandomGenerator;

import io.gypsum.client.cache.AtomicFile;
import io.gypsum.client.failure.LocalFileException;
import io.gypsum.client.http.ClientRequest;
import io.gypsum.client.http.ClientResponse;
import io.gypsum.client.http.HttpErrors;
import io.gypsum.client.http.HttpTransport;
import io.gypsum.client.http.ServerUrl;
import io.gypsum.core.document.Md5;
import io.gypsum.core.retry.CallKind;

/** Downloads files that fit into a buffer: nothing is written before all bytes were received and checked. Thread-safe. */
final class SmallFileDownloader {
  /** Resuming smaller files is not worthwhile. With 16 connections, the buffers occupy 4 MiB. */
  static final int MAX_BYTES = 256 * 1024;
  /** More than the number of connections of a client; further buffers are left to the garbage collector. */
  private static final int MAX_IDLE_BUFFERS = 32;

  private final HttpTransport http;
  private final ServerUrl server;
  private final RandomGenerator random;
  private final BlockingQueue<ReceiveBuffer> idle = new ArrayBlockingQueue<>(MAX_IDLE_BUFFERS);

  /** @param random thread-safe */
  SmallFileDownloader(HttpTransport http, ServerUrl server, RandomGenerator random) {
    this.http = http;
    this.server = server;
    this.random = random;
  }

  /** The buffers of one download, reused by later ones. Used by one thread at a time. */
  private static final class ReceiveBuffer {
    /** One byte larger than any file, to detect one that is too long. */
    private final byte[] bytes = new byte[MAX_BYTES + 1];
    private final MessageDigest digest = Md5.newDigest();
  }

  void download(DownloadRequest file) {
    ClientRequest request =
        ClientRequest.getFollowingRedirects(file.action(), server.file(file.key()));
    ReceiveBuffer free = idle.poll();
    ReceiveBuffer buffer = free == null ? new ReceiveBuffer() : free;
    try {
      int size = http.send(request, CallKind.READ, response -> receive(response, file, buffer));
      write(file, ByteBuffer.wrap(buffer.bytes, 0, size));
      file.progress().accept(size);
    } finally {
      buffer.digest.reset();
      // Not added if there are enough.
      boolean unused = idle.offer(buffer);
    }
  }

  private static int receive(ClientResponse response, DownloadRequest file, ReceiveBuffer buffer)
      throws IOException {
    int size = (int) file.expected().sizeBytes();
    // Tries to read one byte more than expected: only a body that was read to its end leaves a connection that can be used again.
    int received = response.body().readNBytes(buffer.bytes, 0, size + 1);
    if (received != size) {
      throw file.wrongSize(received);
    }
    buffer.digest.update(buffer.bytes, 0, size);
    file.requireMd5(buffer.digest);
    return size;
  }

  /**
   * Writes a file whose bytes were received and checked. Leaves no temporary file if this fails.
   *
   * @throws LocalFileException if the file cannot be written
   */
  void write(DownloadRequest file, ByteBuffer bytes) {
    Path destination = file.destination();
    // If the download is exclusive, a temporary file that a killed process left is reused instead of remaining there.
    Path temporary = file.exclusive() ? file.partFile() : file.randomPartFile(random);
    try {
      AtomicFile.of(destination).via(temporary).write(out -> {
        while (bytes.hasRemaining()) {
          out.write(bytes);
        }
      });
    } catch (ClosedByInterruptException e) {
      throw HttpErrors.interrupted(file.action(), e);
    } catch (IOException e) {
      throw LocalFileException.failed(destination, "written", e);
    }
  }
}

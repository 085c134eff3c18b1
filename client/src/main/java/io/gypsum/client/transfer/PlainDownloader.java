package io.gypsum.client.transfer;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Optional;

import io.gypsum.client.cache.AtomicFile;
import io.gypsum.client.failure.LocalFileException;
import io.gypsum.client.failure.RequestFailedException;
import io.gypsum.client.http.ClientRequest;
import io.gypsum.client.http.HttpErrors;
import io.gypsum.client.http.HttpTransport;
import io.gypsum.client.http.ResponseLimits;

/**
 * Downloads a file that no manifest describes to a temporary file beside its destination, which is then renamed: the
 * destination is either complete or as it was before. A broken transfer is resumed if an ETag shows that the server's file has
 * not changed; the temporary file of a killed process is overwritten the next time. Thread-safe.
 */
public final class PlainDownloader {
  private static final int BUFFER_BYTES = 64 * 1024;

  private final HttpTransport http;

  public PlainDownloader(HttpTransport http) {
    this.http = http;
  }

  /** Checks a downloaded file. */
  @FunctionalInterface
  public interface FileCheck {
    /** Returns what is wrong with the file; empty if nothing is. */
    Optional<String> problem(FileChannel file) throws IOException;
  }

  /**
   * Downloads a file.
   *
   * @param destination no other thread or process writes it at the same time
   * @throws RequestFailedException if the file cannot be received, or the check finds a problem
   * @throws LocalFileException if the file cannot be written
   */
  public void download(ClientRequest request, Path destination, FileCheck check) {
    Path temporary =
        destination.resolveSibling(DownloadRequest.PART_PREFIX + destination.getFileName());
    try {
      AtomicFile.of(destination)
          .via(temporary)
          .write(out -> receive(request, new ChannelSink(request, destination, out), check));
    } catch (IOException e) {
      throw failure(request, destination, e);
    }
  }

  private void receive(ClientRequest request, ChannelSink sink, FileCheck check) {
    ResumableDownload download = ResumableDownload.checkedByEtag(http, request, sink);
    http.retry(() -> {
      download.receiveRest();
      Optional<String> problem = sink.problem(check);
      if (problem.isPresent()) {
        sink.restart();
        throw HttpErrors.corrupt(request.action(), problem.get());
      }
      return sink;
    });
  }

  private static RuntimeException failure(
      ClientRequest request, Path destination, IOException cause) {
    return cause instanceof ClosedByInterruptException
        ? HttpErrors.interrupted(request.action(), cause)
        : LocalFileException.failed(destination, "written", cause);
  }

  /** The temporary file. */
  private static final class ChannelSink implements ResumableDownload.Sink {
    private final ClientRequest request;
    private final Path destination;
    private final FileChannel out;
    private long sizeBytes;

    ChannelSink(ClientRequest request, Path destination, FileChannel out) {
      this.request = request;
      this.destination = destination;
      this.out = out;
    }

    @Override
    public long sizeBytes() {
      return sizeBytes;
    }

    @Override
    public void append(InputStream unlimited) throws IOException {
      InputStream body =
          ResponseLimits.limit(
              unlimited, ResponseLimits.PLAIN_FILE_BYTES - sizeBytes, request.action());
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
        throw failure(request, destination, e);
      }
    }

    @Override
    public void restart() {
      try {
        out.truncate(0);
      } catch (IOException e) {
        throw failure(request, destination, e);
      }
      sizeBytes = 0;
    }

    Optional<String> problem(FileCheck check) {
      try {
        return check.problem(out);
      } catch (IOException e) {
        throw failure(request, destination, e);
      }
    }
  }
}

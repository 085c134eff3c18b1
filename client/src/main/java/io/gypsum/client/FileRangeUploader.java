package io.gypsum.client;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.concurrent.ConcurrentLinkedQueue;

import io.gypsum.client.failure.LocalFileException;
import io.gypsum.client.http.ClientRequest;
import io.gypsum.client.http.HttpTransport;
import io.gypsum.client.http.RequestBody;
import io.gypsum.core.concurrent.Parallel;
import io.gypsum.core.concurrent.Parallel.InterruptDeferral;
import io.gypsum.core.document.Md5;
import io.gypsum.core.json.JsonInput;
import io.gypsum.core.json.JsonType;
import io.gypsum.core.json.RecordCodec;
import io.gypsum.core.json.RecordCodec.Property;
import org.jspecify.annotations.Nullable;

/**
 * Uploads byte ranges of local files to presigned URLs. Thread-safe.
 *
 * <p>An upload runs in an action of a {@link Parallel}. If another action fails, it stays certain whether the server
 * stores the range: an interrupt cancels a request only while its body is incomplete, and no server stores an
 * incomplete body. Once the body may be complete, an interrupt is deferred until the response.
 */
final class FileRangeUploader {
  /** Twice the size of a small file, so that a small file is one read and one write. */
  private static final int BUFFER_BYTES = 128 * 1024;

  private final HttpTransport http;
  private final TransferListener listener;
  /** Buffers that are not in use; there are never more buffers than uploading threads. */
  private final ConcurrentLinkedQueue<byte[]> freeBuffers = new ConcurrentLinkedQueue<>();

  FileRangeUploader(HttpTransport http, TransferListener listener) {
    this.http = http;
    this.listener = listener;
  }

  /**
   * A range of a local file.
   *
   * @param fileBytes the size of the whole file when the upload was prepared
   * @param sizeBytes the size of the range
   */
  record FileRange(Path file, long fileBytes, long offset, long sizeBytes) {
    static FileRange wholeFile(Path file, long fileBytes) {
      return new FileRange(file, fileBytes, 0, fileBytes);
    }
  }

  /** A URL to which the content with this MD5 can be uploaded for a limited time. Secret, so {@link #toString} omits it. */
  record PresignedUrl(URI uri, String contentMd5) {
    private static final RecordCodec<PresignedUrl> CODEC =
        RecordCodec.of(
            Property.required("url", JsonType.readOnly(PresignedUrl::absolute), PresignedUrl::uri),
            Property.required("md5sum_base64", JsonType.STRING, PresignedUrl::contentMd5),
            PresignedUrl::new);

    static PresignedUrl read(JsonInput in) {
      return CODEC.read(in);
    }

    private static URI absolute(JsonInput in) {
      try {
        URI uri = new URI(in.string());
        if (uri.getHost() != null
            && ("https".equals(uri.getScheme()) || "http".equals(uri.getScheme()))) {
          return uri;
        }
      } catch (URISyntaxException e) {
        // Reported below, without the URL, which is secret.
      }
      throw in.malformed("expected an absolute http or https URL");
    }

    @Override
    public String toString() {
      return "a presigned URL";
    }
  }

  /**
   * Uploads a range in one attempt. After it has returned, or failed because of an interrupt, the server cannot store the
   * range, unless it did not respond for {@link UninterruptedCall#GRACE} after the interrupt.
   *
   * @param action what the request is for, as in {@link ClientRequest}
   * @throws LocalFileException if the file cannot be read, or its size has changed
   */
  void upload(String action, FileRange range, PresignedUrl url) {
    byte[] buffer = acquireBuffer();
    RangeReader reader = new RangeReader(range, buffer);
    try {
      reader.requireUnchanged();
      if (range.sizeBytes() == 0) {
        reader.beginLastWrite();
      }
      RequestBody body = new RequestBody(range.sizeBytes(), null, reader::sendTo);
      http.sendOnce(
          ClientRequest.put(action, url.uri(), body, url.contentMd5()),
          HttpTransport.ignoringBody());
    } catch (RuntimeException e) {
      reader.undoProgress();
      throw e;
    } finally {
      reader.endRequest();
      freeBuffers.add(buffer);
    }
  }

  /**
   * Reads a range and returns its MD5.
   *
   * @throws LocalFileException if the file cannot be read, or its size has changed
   */
  Md5 md5(FileRange range) {
    byte[] buffer = acquireBuffer();
    try {
      return new RangeReader(range, buffer).md5();
    } finally {
      freeBuffers.add(buffer);
    }
  }

  /** Returns the failure of an upload whose file has another size than when the upload was prepared. */
  static LocalFileException changedSize(Path file, long preparedBytes, long foundBytes) {
    return LocalFileException.refused(
        file, "has changed since the upload was prepared: its size was " + preparedBytes
            + " bytes and is now " + foundBytes
            + "; start the upload again once no program writes to the file");
  }

  private byte[] acquireBuffer() {
    byte[] free = freeBuffers.poll();
    return free == null ? new byte[BUFFER_BYTES] : free;
  }

  /** Reads one range. Failures of the file are {@link LocalFileException}s, so they are never taken for network failures. */
  private final class RangeReader {
    private final FileRange range;
    private final byte[] buffer;
    private long sentBytes;
    private @Nullable InterruptDeferral untilResponse;

    RangeReader(FileRange range, byte[] buffer) {
      this.range = range;
      this.buffer = buffer;
    }

    Md5 md5() {
      requireUnchanged();
      MessageDigest digest = Md5.newDigest();
      try {
        copyTo(new DigestOutputStream(OutputStream.nullOutputStream(), digest), false);
      } catch (IOException e) {
        throw LocalFileException.failed(range.file(), "read", e);
      }
      return Md5.of(digest.digest());
    }

    void sendTo(OutputStream out) throws IOException {
      copyTo(out, true);
    }

    private void copyTo(OutputStream out, boolean sends) throws IOException {
      try (SeekableByteChannel channel = open()) {
        InputStream in = Channels.newInputStream(channel);
        for (long done = 0; done < range.sizeBytes();) {
          int count = read(in, done);
          done += count;
          if (done == range.sizeBytes()) {
            requireSize(sizeOf(channel));
            if (sends) {
              beginLastWrite();
            }
          }
          out.write(buffer, 0, count);
          if (sends) {
            sentBytes += count;
            listener.moves(count);
          }
        }
      }
    }

    /**
     * Defers interrupts until the response, but not for long: from here on the body may be complete, and the server may
     * store it.
     */
    void beginLastWrite() {
      untilResponse = Parallel.deferInterrupt(UninterruptedCall.GRACE);
    }

    void endRequest() {
      if (untilResponse != null) {
        untilResponse.close();
      }
    }

    /** Reports to the listener that the bytes of a failed attempt will be sent again. */
    void undoProgress() {
      if (sentBytes > 0) {
        listener.moves(-sentBytes);
      }
    }

    private SeekableByteChannel open() {
      try {
        SeekableByteChannel channel = Files.newByteChannel(range.file());
        try {
          return channel.position(range.offset());
        } catch (IOException e) {
          channel.close();
          throw e;
        }
      } catch (IOException e) {
        throw LocalFileException.failed(range.file(), "read", e);
      }
    }

    /** Fills the buffer with the bytes after the first {@code done} ones of the range. */
    private int read(InputStream in, long done) {
      int length = (int) Math.min(buffer.length, range.sizeBytes() - done);
      try {
        int count = in.readNBytes(buffer, 0, length);
        if (count < length) {
          requireSize(range.offset() + done + count);
        }
        return count;
      } catch (IOException e) {
        throw LocalFileException.failed(range.file(), "read", e);
      }
    }

    private long sizeOf(SeekableByteChannel channel) {
      try {
        return channel.size();
      } catch (IOException e) {
        throw LocalFileException.failed(range.file(), "read", e);
      }
    }

    private void requireUnchanged() {
      try {
        requireSize(Files.size(range.file()));
      } catch (IOException e) {
        throw LocalFileException.failed(range.file(), "read", e);
      }
    }

    private void requireSize(long foundBytes) {
      if (foundBytes != range.fileBytes()) {
        throw changedSize(range.file(), range.fileBytes(), foundBytes);
      }
    }
  }
}

package io.gypsum.client.transfer;

import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

import io.gypsum.client.failure.RequestFailedException;
import io.gypsum.client.http.ClientRequest;
import io.gypsum.client.http.ClientResponse;
import io.gypsum.client.http.HttpErrors;
import io.gypsum.client.http.HttpTransport;
import io.gypsum.client.http.ServerUrl;
import io.gypsum.core.document.FileAddress;
import io.gypsum.core.document.Md5;
import io.gypsum.core.json.JsonWritable;
import org.jspecify.annotations.Nullable;

/**
 * Fetches many small files with one request, {@code POST /bundle}, which only our own servers know. Each is checked and
 * written by itself as it comes; an answer that breaks off is asked for again without what has come. Thread-safe.
 */
final class BundleDownloader {
  static final int MAX_FILE_BYTES = 64 * 1024;

  private static final int BUFFER_BYTES = 64 * 1024;
  /** For each file: its name, twice, and what else a ZIP tells of it. */
  private static final int MOST_OVERHEAD_BYTES = 4 * 1024;

  private final HttpTransport http;
  private final ServerUrl server;
  private final SmallFileWriter writer;
  /** Whether the server has said that it cannot do this. */
  private volatile boolean refused;

  BundleDownloader(HttpTransport http, ServerUrl server, SmallFileWriter writer) {
    this.http = http;
    this.server = server;
    this.writer = writer;
  }

  /**
   * @param came told of each file once it is in its place
   * @return the files that did not come
   */
  Set<FileAddress> fetch(List<DownloadRequest> wanted, Consumer<FileAddress> came) {
    Map<String, DownloadRequest> missing = new LinkedHashMap<>();
    Set<FileAddress> left = new HashSet<>();
    for (DownloadRequest one : wanted) {
      // Of two files with the same bytes one is asked for.
      if (missing.putIfAbsent(one.key().value(), one) != null) {
        left.add(one.file());
      }
    }
    String asked = wanted.get(0).action() + " and " + (wanted.size() - 1) + " more files";
    boolean goesOn = !refused;
    while (goesOn) {
      int before = missing.size();
      goesOn = receive(missing, came, asked) && missing.size() < before && !missing.isEmpty();
    }
    missing.values().forEach(one -> left.add(one.file()));
    return left;
  }

  /**
   * Takes what comes out of {@code missing}.
   *
   * @return whether to try once more, if this brought anything
   * @throws RequestFailedException when nobody can be asked at all
   */
  private boolean receive(
      Map<String, DownloadRequest> missing, Consumer<FileAddress> came, String asked) {
    try {
      http.retry(
          () -> missing.isEmpty()
              ? 0
              : http.sendOnce(
                  call(missing, asked), answer -> receive(answer, missing, came, asked)));
      return false;
    } catch (RequestFailedException e) {
      if (HttpErrors.affectsEveryRequest(e)) {
        throw e;
      }
      if (HttpErrors.isUnsupportedRoute(e)) {
        refused = true;
      }
      return e.isRetryable();
    }
  }

  private ClientRequest call(Map<String, DownloadRequest> missing, String asked) {
    JsonWritable files = out -> {
      out.writeStartObject();
      out.writeArrayPropertyStart("files");
      missing.keySet().forEach(out::writeString);
      out.writeEndArray();
      out.writeEndObject();
    };
    return ClientRequest.post(asked, server.route("/bundle"), files);
  }

  private int receive(
      ClientResponse answer, Map<String, DownloadRequest> missing, Consumer<FileAddress> came,
      String asked)
      throws IOException {
    InputStream body =
        new BufferedInputStream(
            new Bounded(answer.body(), mostBytes(missing.values()), asked), BUFFER_BYTES);
    MessageDigest digest = Md5.newDigest();
    try (ZipInputStream zip = new ZipInputStream(body)) {
      for (ZipEntry entry = next(zip, asked); entry != null; entry = next(zip, asked)) {
        DownloadRequest wanted = missing.get(entry.getName());
        if (wanted == null) {
          throw HttpErrors.unexpectedResponse(asked, "received '" + entry.getName() + "' unasked");
        }
        byte[] bytes = content(zip, entry, asked);
        if (isRight(bytes, wanted, digest)) {
          writer.write(wanted, ByteBuffer.wrap(bytes));
          missing.remove(entry.getName());
          wanted.moved().accept(bytes.length);
          came.accept(wanted.file());
        }
      }
      // What follows is the table of contents; only a connection that was read to the end is used again.
      body.transferTo(OutputStream.nullOutputStream());
    }
    return missing.size();
  }

  private static long mostBytes(Collection<DownloadRequest> wanted) {
    return wanted.stream()
        .mapToLong(one -> one.expected().sizeBytes() + MOST_OVERHEAD_BYTES)
        .sum() + MOST_OVERHEAD_BYTES;
  }

  private static @Nullable ZipEntry next(ZipInputStream zip, String asked) throws IOException {
    try {
      return zip.getNextEntry();
    } catch (IllegalArgumentException e) {
      // Of older Java, for a name that is not UTF-8.
      throw HttpErrors.unexpectedResponse(asked, "received a file with a name that is none");
    }
  }

  private static byte[] content(ZipInputStream zip, ZipEntry entry, String asked)
      throws IOException {
    long size = entry.getSize();
    if (entry.getMethod() != ZipEntry.STORED || size < 0 || size > MAX_FILE_BYTES) {
      throw HttpErrors
          .unexpectedResponse(asked, "'" + entry.getName() + "' is compressed, or long");
    }
    byte[] bytes = zip.readNBytes((int) size);
    // Only at its end is an entry compared with its checksum.
    if (zip.read() >= 0) {
      throw HttpErrors
          .unexpectedResponse(asked, "'" + entry.getName() + "' is longer than announced");
    }
    return bytes;
  }

  /** If it is not, asking for the file alone will tell what is wrong. */
  private static boolean isRight(byte[] bytes, DownloadRequest wanted, MessageDigest digest) {
    return bytes.length == wanted.expected().sizeBytes()
        && Md5.of(digest.digest(bytes)).equals(wanted.expected().md5());
  }

  /** So that an answer that never ends does. */
  private static final class Bounded extends FilterInputStream {
    private final String asked;
    private long leftBytes;

    Bounded(InputStream in, long mostBytes, String asked) {
      super(in);
      this.leftBytes = mostBytes;
      this.asked = asked;
    }

    @Override
    public int read() throws IOException {
      int one = super.read();
      count(one < 0 ? 0 : 1);
      return one;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      int received = super.read(into, offset, length);
      count(Math.max(0, received));
      return received;
    }

    private void count(int bytes) {
      leftBytes -= bytes;
      if (leftBytes < 0) {
        throw HttpErrors.unexpectedResponse(asked, "more comes than all of the files");
      }
    }
  }
}

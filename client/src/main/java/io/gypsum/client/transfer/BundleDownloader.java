package io.gypsum.client.transfer;

import java.io.BufferedInputStream;
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
import io.gypsum.client.http.ResponseLimits;
import io.gypsum.client.http.ServerUrl;
import io.gypsum.core.document.FileAddress;
import io.gypsum.core.document.Md5;
import io.gypsum.core.json.JsonWritable;
import org.jspecify.annotations.Nullable;

/**
 * Downloads many small files with one request, {@code POST /bundle}, which only gypsum-java servers support
 * (docs/decisions/0017-bundles.md). Each file is checked and written as soon as it was received; after a broken connection,
 * only the missing files are requested again. Thread-safe.
 */
final class BundleDownloader {
  static final int MAX_FILE_BYTES = 64 * 1024;

  private static final int BUFFER_BYTES = 64 * 1024;
  /** Upper bound of what a ZIP contains for each file in addition to its bytes, including its name twice. */
  private static final int MAX_OVERHEAD_BYTES = 4 * 1024;

  private final HttpTransport http;
  private final ServerUrl server;
  private final SmallFileDownloader files;
  private final BundleRoute route;

  BundleDownloader(HttpTransport http, ServerUrl server, SmallFileDownloader files) {
    this.http = http;
    this.server = server;
    this.files = files;
    this.route = new BundleRoute(http);
  }

  /**
   * Downloads as many of the files as possible; see {@link FileDownloader#downloadBundle}.
   *
   * @return the files that were not received
   */
  Set<FileAddress> download(List<DownloadRequest> requests, Consumer<FileAddress> onComplete) {
    Map<String, DownloadRequest> missing = new LinkedHashMap<>();
    Set<FileAddress> notReceived = new HashSet<>();
    for (DownloadRequest file : requests) {
      // Of several files with the same object, only the first is part of the bundle.
      if (missing.putIfAbsent(file.key().value(), file) != null) {
        notReceived.add(file.file());
      }
    }
    String action = requests.get(0).action() + " and " + (requests.size() - 1) + " more files";
    Bundle bundle = new Bundle(action, missing, onComplete);
    route.transfer(missing.keySet(), () -> http.sendOnce(request(bundle), bundle::receive));
    missing.values().forEach(file -> notReceived.add(file.file()));
    return notReceived;
  }

  private ClientRequest request(Bundle bundle) {
    JsonWritable keys = out -> {
      out.writeStartObject();
      out.writeArrayPropertyStart("files");
      bundle.missing.keySet().forEach(out::writeString);
      out.writeEndArray();
      out.writeEndObject();
    };
    return ClientRequest.post(bundle.action, server.route("/bundle"), keys);
  }

  /** The files of one bundle; those that were received are removed. */
  private final class Bundle {
    private final String action;
    private final Map<String, DownloadRequest> missing;
    private final Consumer<FileAddress> onComplete;

    Bundle(
        String action, Map<String, DownloadRequest> missing, Consumer<FileAddress> onComplete) {
      this.action = action;
      this.missing = missing;
      this.onComplete = onComplete;
    }

    int receive(ClientResponse response) throws IOException {
      InputStream body =
          new BufferedInputStream(
              ResponseLimits.limit(response.body(), maxBytes(missing.values()), action),
              BUFFER_BYTES);
      MessageDigest digest = Md5.newDigest();
      try (ZipInputStream zip = new ZipInputStream(body)) {
        for (ZipEntry entry = next(zip); entry != null; entry = next(zip)) {
          DownloadRequest file = missing.get(entry.getName());
          if (file == null) {
            throw invalid("received '" + entry.getName() + "', which was not requested");
          }
          byte[] bytes = content(zip, entry);
          if (isCorrect(bytes, file, digest)) {
            files.write(file, ByteBuffer.wrap(bytes));
            missing.remove(entry.getName());
            file.progress().accept(bytes.length);
            onComplete.accept(file.file());
          }
        }
        // The rest is the ZIP's directory; a connection can only be used again if it is read, too.
        body.transferTo(OutputStream.nullOutputStream());
      }
      return missing.size();
    }

    private RequestFailedException invalid(String problem) {
      return HttpErrors.unexpectedResponse(action, problem);
    }

    private @Nullable ZipEntry next(ZipInputStream zip) throws IOException {
      try {
        return zip.getNextEntry();
      } catch (IllegalArgumentException e) {
        // Thrown by some Java versions for a name that is not UTF-8.
        throw invalid("received a file whose name is not UTF-8");
      }
    }

    private byte[] content(ZipInputStream zip, ZipEntry entry) throws IOException {
      long size = entry.getSize();
      if (entry.getMethod() != ZipEntry.STORED || size < 0 || size > MAX_FILE_BYTES) {
        throw invalid(
            "'" + entry.getName() + "' is compressed or larger than " + MAX_FILE_BYTES
                + " bytes");
      }
      byte[] bytes = zip.readNBytes((int) size);
      // An entry's checksum is only compared when its end is reached.
      if (zip.read() >= 0) {
        throw invalid("'" + entry.getName() + "' is longer than announced");
      }
      return bytes;
    }
  }

  private static long maxBytes(Collection<DownloadRequest> requests) {
    return requests.stream()
        .mapToLong(file -> file.expected().sizeBytes() + MAX_OVERHEAD_BYTES)
        .sum() + MAX_OVERHEAD_BYTES;
  }

  /** Returns false for wrong bytes without a failure: downloading the file alone reports what is wrong. */
  private static boolean isCorrect(byte[] bytes, DownloadRequest file, MessageDigest digest) {
    return bytes.length == file.expected().sizeBytes()
        && Md5.of(digest.digest(bytes)).equals(file.expected().md5());
  }
}

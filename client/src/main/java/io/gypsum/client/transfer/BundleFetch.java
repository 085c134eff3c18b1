package io.gypsum.client.transfer;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

import io.gypsum.client.failure.RequestFailedException;
import io.gypsum.client.http.Address;
import io.gypsum.client.http.Answer;
import io.gypsum.client.http.Call;
import io.gypsum.client.http.Failures;
import io.gypsum.client.http.Http;
import io.gypsum.core.GypsumException;
import io.gypsum.core.document.FileAddress;
import io.gypsum.core.document.Md5;
import io.gypsum.core.json.JsonWritable;

/**
 * Fetches many small files with one request, {@code POST /bundle}, which only our own servers know. Each is checked and
 * written by itself as it comes; an answer that breaks off is asked for again without what has come. Thread-safe.
 */
final class BundleFetch {
  static final int MAX_FILE_BYTES = 64 * 1024;

  private static final int BUFFER_BYTES = 64 * 1024;

  private final Http http;
  private final Address server;
  private final SmallFileWriter writer;
  /** Whether the server has said that it cannot do this. */
  private volatile boolean refused;

  BundleFetch(Http http, Address server, SmallFileWriter writer) {
    this.http = http;
    this.server = server;
    this.writer = writer;
  }

  /** @return the files that did not come */
  Set<FileAddress> fetch(List<Fetch> wanted) {
    Map<String, Fetch> missing = new LinkedHashMap<>();
    Set<FileAddress> left = new HashSet<>();
    for (Fetch one : wanted) {
      // Of two files with the same bytes one is asked for.
      if (missing.putIfAbsent(one.key().value(), one) != null) {
        left.add(one.file());
      }
    }
    if (!refused) {
      receive(missing, asked(wanted));
    }
    missing.values().forEach(one -> left.add(one.file()));
    return left;
  }

  private static String asked(List<Fetch> wanted) {
    return wanted.get(0).asked() + " and " + (wanted.size() - 1) + " more files";
  }

  /** Takes what comes out of {@code missing}. */
  private void receive(Map<String, Fetch> missing, String asked) {
    try {
      http.retrying(
          () -> http.sendOnce(call(missing, asked), answer -> receive(answer, missing, asked)));
    } catch (RequestFailedException e) {
      boolean refusal = e.status().isPresent() && !e.isRetryable();
      refused |= refusal;
      if (!refusal && e.kind() != GypsumException.Kind.CORRUPT) {
        throw e;
      }
    }
  }

  private Call call(Map<String, Fetch> missing, String asked) {
    JsonWritable files = out -> {
      out.writeStartObject();
      out.writeArrayPropertyStart("files");
      missing.keySet().forEach(out::writeString);
      out.writeEndArray();
      out.writeEndObject();
    };
    return Call.ask(asked, server.route("/bundle"), files);
  }

  private int receive(Answer answer, Map<String, Fetch> missing, String asked)
      throws IOException {
    InputStream body = new BufferedInputStream(answer.body(), BUFFER_BYTES);
    MessageDigest digest = Md5.newDigest();
    try (ZipInputStream zip = new ZipInputStream(body)) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        Fetch wanted = missing.get(entry.getName());
        if (wanted == null) {
          throw Failures.notUnderstood(asked, "received '" + entry.getName() + "' unasked");
        }
        byte[] bytes = content(zip, entry, asked);
        if (isRight(bytes, wanted, digest)) {
          writer.write(wanted, ByteBuffer.wrap(bytes));
          missing.remove(entry.getName());
          wanted.moved().accept(bytes.length);
        }
      }
      // What follows is the table of contents; only a connection that was read to the end is used again.
      body.transferTo(OutputStream.nullOutputStream());
    }
    return missing.size();
  }

  private static byte[] content(ZipInputStream zip, ZipEntry entry, String asked)
      throws IOException {
    long size = entry.getSize();
    if (entry.getMethod() != ZipEntry.STORED || size < 0 || size > MAX_FILE_BYTES) {
      throw Failures.notUnderstood(asked, "'" + entry.getName() + "' is compressed, or long");
    }
    byte[] bytes = zip.readNBytes((int) size);
    // Only at its end is an entry compared with its checksum.
    if (zip.read() >= 0) {
      throw Failures.notUnderstood(asked, "'" + entry.getName() + "' is longer than announced");
    }
    return bytes;
  }

  /** If it is not, asking for the file alone will tell what is wrong. */
  private static boolean isRight(byte[] bytes, Fetch wanted, MessageDigest digest) {
    return bytes.length == wanted.expected().sizeBytes()
        && Md5.of(digest.digest(bytes)).equals(wanted.expected().md5());
  }
}

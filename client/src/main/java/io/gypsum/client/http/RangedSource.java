package io.gypsum.client.http;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * A remote file that is read by range requests, all of which have to return the same state of the file. Every transfer that
 * resumes uses this class: it creates the requests and checks the responses; retries are left to {@link
 * HttpTransport#retry}. There are two ways to use it, depending on what may happen if the file was replaced:
 *
 * <ul>
 * <li>{@link #range} and {@link #open}: bytes have been passed on already, so the read has to fail;
 * <li>{@link #rest} and {@link #continuesAt}: nothing has been passed on, so the transfer starts again from byte 0.
 * </ul>
 *
 * <p>Not thread-safe.
 */
public final class RangedSource {
  private static final Pattern CONTENT_RANGE =
      Pattern.compile("bytes (\\d{1,18})-(\\d{1,18})/(\\d{1,18}|\\*)");

  private final ClientRequest file;
  private final OptionalLong sizeBytes;
  /** The ETag of the state that is being read, quoted and strong; null if it is not known. */
  private @Nullable String etag;

  /** Creates a source for {@link #rest}. */
  public RangedSource(ClientRequest file) {
    this.file = file;
    this.sizeBytes = OptionalLong.empty();
  }

  /**
   * Creates a source for {@link #range}.
   *
   * @param file requests the whole file
   * @param etag quoted; null to accept whichever state the first response has
   */
  public RangedSource(ClientRequest file, long sizeBytes, @Nullable String etag) {
    this.file = file;
    this.sizeBytes = OptionalLong.of(sizeBytes);
    this.etag = etag;
  }

  /**
   * The range of a partial response.
   *
   * @param end inclusive
   * @param totalBytes empty if the server does not provide it
   */
  public record ContentRange(long start, long end, OptionalLong totalBytes) {
    /** Reads {@code Content-Range}; empty if a response has none, or not of the form {@code bytes START-END/TOTAL}. */
    static Optional<ContentRange> parse(ClientResponse response) {
      String found = response.header("Content-Range");
      Matcher matcher = CONTENT_RANGE.matcher(found == null ? "" : found);
      if (!matcher.matches()) {
        return Optional.empty();
      }
      String total = matcher.group(3);
      return Optional.of(
          new ContentRange(
              Long.parseLong(matcher.group(1)), Long.parseLong(matcher.group(2)),
              total.equals("*") ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(total))));
    }

    /** Reads {@code Content-Range} of a partial response, which must have one. */
    public static ContentRange of(String action, ClientResponse response) {
      return parse(response)
          .orElseThrow(
              () -> HttpErrors.unexpectedResponse(
                  action, "expected 'bytes START-END/TOTAL' in the header Content-Range, found '"
                      + response.header("Content-Range") + "'"));
    }

    private boolean contains(long first, long last) {
      return start <= first && last <= end;
    }
  }

  /**
   * Returns {@code request} for {@code lengthBytes} (at least 1) from {@code start}; to the end of the file if the sum
   * overflows.
   */
  public static ClientRequest ranged(ClientRequest request, long start, long lengthBytes) {
    boolean openEnded = lengthBytes - 1 > Long.MAX_VALUE - start;
    String last = openEnded ? "" : String.valueOf(start + lengthBytes - 1);
    return request.with("Range", "bytes=" + start + "-" + last);
  }

  /** Requests {@code lengthBytes} from {@code start}, provided that the file is still in the same state. */
  public ClientRequest range(long start, long lengthBytes) {
    ClientRequest ranged = ranged(file, start, lengthBytes);
    return etag == null ? ranged : ranged.with("If-Match", etag);
  }

  /**
   * Returns the body of a response to {@link #range}, positioned at {@code start}, even if the server ignores ranges.
   *
   * @throws io.gypsum.client.failure.RequestFailedException CORRUPT, not retryable, if the file was replaced or the
   *     response is another range
   */
  public InputStream open(ClientResponse response, long start, long lengthBytes)
      throws IOException {
    requireSameState(response);
    long offset = 0;
    if (response.isPartial()) {
      ContentRange range = ContentRange.of(file.action(), response);
      if (!range.contains(start, start + lengthBytes - 1)) {
        throw HttpErrors.unexpectedResponse(
            file.action(), "requested " + lengthBytes + " bytes from " + start
                + ", received the bytes from " + range.start() + " to " + range.end());
      }
      if (range.totalBytes().isPresent() && !range.totalBytes().equals(sizeBytes)) {
        throw HttpErrors.replaced(file.action());
      }
      offset = range.start();
    }
    InputStream body = response.body();
    body.skipNBytes(start - offset);
    return body;
  }

  private void requireSameState(ClientResponse response) {
    String found = response.header("ETag");
    // Proxies weaken the tags of responses that they pass on without changing the content.
    String strong = found != null && found.startsWith("W/") ? found.substring(2) : found;
    if (etag == null) {
      etag = strong;
    } else if (strong != null && !strong.equals(etag)) {
      throw HttpErrors.replaced(file.action());
    }
  }

  /** Reads a range with one request. */
  public byte[] readOnce(HttpTransport http, long start, int lengthBytes) {
    return http.sendOnce(range(start, lengthBytes), response -> {
      byte[] bytes = open(response, start, lengthBytes).readNBytes(lengthBytes);
      if (bytes.length < lengthBytes) {
        throw new EOFException("the response ended early");
      }
      return bytes;
    });
  }

  /** Requests the bytes from {@code start} on, or the whole file if it was replaced since the last response. */
  public ClientRequest rest(long start) {
    if (start == 0) {
      return file;
    }
    ClientRequest ranged = file.with("Range", "bytes=" + start + "-");
    return etag == null ? ranged : ranged.with("If-Range", etag);
  }

  /** Returns whether the last response had a strong ETag, so that {@link #rest} returns the same state or the whole file. */
  public boolean hasEtag() {
    return etag != null;
  }

  /**
   * Returns whether the body of a response to {@link #rest} starts at {@code start}; otherwise it is the whole file.
   *
   * @throws io.gypsum.client.failure.RequestFailedException CORRUPT, retryable, if the response is another range
   */
  public boolean continuesAt(long start, ClientResponse response) {
    if (response.isPartial()) {
      if (ContentRange.parse(response).filter(range -> range.start() == start).isEmpty()) {
        throw HttpErrors.corrupt(
            file.action(), "requested the bytes from " + start + ", received '"
                + response.header("Content-Range") + "'");
      }
    }
    String found = response.header("ETag");
    etag = found == null || found.startsWith("W/") ? null : found;
    return response.isPartial();
  }
}

package io.gypsum.client.transfer;

import java.io.IOException;
import java.io.InputStream;

import io.gypsum.client.failure.RequestFailedException;
import io.gypsum.client.http.ClientRequest;
import io.gypsum.client.http.ClientResponse;
import io.gypsum.client.http.HttpErrors;
import io.gypsum.client.http.HttpTransport;
import io.gypsum.client.http.RangedSource;

/**
 * Downloads a file into a {@link Sink}; each attempt requests only what the previous ones have not received. Starts again
 * from the first byte if the server does not support ranges or its file has changed. Not thread-safe.
 */
final class ResumableDownload {
  private final HttpTransport http;
  private final ClientRequest request;
  private final Sink sink;
  private final RangedSource source;
  private final boolean checkedByContent;

  private ResumableDownload(
      HttpTransport http, ClientRequest request, Sink sink, boolean checkedByContent) {
    this.http = http;
    this.request = request;
    this.sink = sink;
    this.source = new RangedSource(request);
    this.checkedByContent = checkedByContent;
  }

  /** Returns a download that resumes even without an ETag, since its caller checks the MD5 of the complete file. */
  static ResumableDownload checkedByContent(
      HttpTransport http, ClientRequest request, Sink sink) {
    return new ResumableDownload(http, request, sink, true);
  }

  /** Returns a download that resumes only if an ETag shows that the file on the server has not changed. */
  static ResumableDownload checkedByEtag(HttpTransport http, ClientRequest request, Sink sink) {
    return new ResumableDownload(http, request, sink, false);
  }

  /** The destination of the received bytes. */
  interface Sink {
    /** Returns how many bytes it contains: the next ones to append start at this position. */
    long sizeBytes();

    /** Discards all bytes. */
    void restart();

    /**
     * Appends the rest of the file, and keeps what it has read if {@code body} fails.
     *
     * @throws IOException if {@code body} fails; problems with the local file are other exceptions
     */
    void append(InputStream body) throws IOException;
  }

  /** Makes one attempt to receive the rest of the file. */
  void receiveRest() {
    long start = checkedByContent || source.hasEtag() ? sink.sizeBytes() : 0;
    try {
      http.sendOnce(source.rest(start), response -> receive(start, response));
    } catch (RequestFailedException e) {
      if (HttpErrors.isRangeNotSatisfiable(e)) {
        sink.restart();
        throw HttpErrors.corrupt(
            request.action(), "the file on the server is shorter than expected");
      }
      throw e;
    }
  }

  private boolean receive(long start, ClientResponse response) throws IOException {
    boolean continues = false;
    try {
      continues = source.continuesAt(start, response) && start == sink.sizeBytes();
    } finally {
      if (!continues && sink.sizeBytes() > 0) {
        sink.restart();
      }
    }
    sink.append(response.body());
    return continues;
  }
}

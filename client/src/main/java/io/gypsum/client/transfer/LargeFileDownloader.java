package io.gypsum.client.transfer;

import java.io.IOException;
import java.util.random.RandomGenerator;

import io.gypsum.client.failure.RequestFailedException;
import io.gypsum.client.http.ClientRequest;
import io.gypsum.client.http.ClientResponse;
import io.gypsum.client.http.HttpErrors;
import io.gypsum.client.http.HttpTransport;
import io.gypsum.client.http.ServerUrl;
import org.jspecify.annotations.Nullable;

/** Fetches a file of any size; each attempt goes on where the one before broke off. */
final class LargeFileDownloader {
  private final HttpTransport http;
  private final ServerUrl server;
  private final RandomGenerator random;

  LargeFileDownloader(HttpTransport http, ServerUrl server, RandomGenerator random) {
    this.http = http;
    this.server = server;
    this.random = random;
  }

  void fetch(DownloadRequest wanted) {
    ClientRequest call =
        ClientRequest.getFollowingRedirects(wanted.action(), server.file(wanted.key()));
    try (PartFile part = PartFile.open(wanted, random)) {
      new Attempts(call, wanted, part).run();
      part.publish();
    }
  }

  /** All attempts at one file. */
  private final class Attempts {
    private final ClientRequest call;
    private final DownloadRequest wanted;
    private final PartFile part;
    /** Strong; null when the server gave none. */
    private @Nullable String etag;

    Attempts(ClientRequest call, DownloadRequest wanted, PartFile part) {
      this.call = call;
      this.wanted = wanted;
      this.part = part;
    }

    void run() {
      http.retry(
          () -> {
            attempt();
            return part;
          });
    }

    private void attempt() {
      boolean resumes = part.sizeBytes() > 0;
      receiveRest();
      if (resumes && !part.isRight()) {
        // What an earlier run has left, or what the server has now, is not what it was: not this attempt's fault.
        part.restart();
        receiveRest();
      }
      part.requireRight();
    }

    private void receiveRest() {
      if (part.sizeBytes() == wanted.expected().sizeBytes()) {
        // An earlier run was stopped just before it would have checked this.
        return;
      }
      try {
        http.sendOnce(ranged(), this::receive);
      } catch (RequestFailedException e) {
        if (HttpErrors.isRangeNotSatisfiable(e)) {
          part.restart();
          throw HttpErrors
              .corrupt(call.action(), "the server has fewer bytes than the manifest says");
        }
        throw e;
      }
    }

    private ClientRequest ranged() {
      if (part.sizeBytes() == 0) {
        return call;
      }
      ClientRequest ranged = call.with("Range", "bytes=" + part.sizeBytes() + "-");
      // Without an ETag from this process the MD5 at the end has to tell.
      return etag == null ? ranged : ranged.with("If-Range", etag);
    }

    private boolean receive(ClientResponse answer) throws IOException {
      if (answer.isPartial()) {
        requireStart(answer);
      } else if (part.sizeBytes() > 0) {
        // The server knows no ranges, or its file is another one now.
        part.restart();
      }
      String tag = answer.header("ETag");
      etag = tag == null || tag.startsWith("W/") ? null : tag;
      part.takeAll(answer.body());
      return true;
    }

    private void requireStart(ClientResponse answer) {
      String range = answer.header("Content-Range");
      if (range == null || !range.startsWith("bytes " + part.sizeBytes() + "-")) {
        long asked = part.sizeBytes();
        part.restart();
        throw HttpErrors.corrupt(
            call.action(), "asked for the bytes from " + asked + ", received '" + range + "'");
      }
    }
  }
}

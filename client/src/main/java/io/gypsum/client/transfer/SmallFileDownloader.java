package io.gypsum.client.transfer;

import java.io.IOException;
import java.nio.ByteBuffer;

import io.gypsum.client.http.ClientRequest;
import io.gypsum.client.http.ClientResponse;
import io.gypsum.client.http.HttpTransport;
import io.gypsum.client.http.Repeat;
import io.gypsum.client.http.ServerUrl;
import io.gypsum.core.document.ManifestEntry;

/** Fetches what fits a buffer: nothing is written before it is known to be right. */
final class SmallFileDownloader {
  /** Not worth resuming; 16 at a time take 4 MiB. */
  static final int MAX_BYTES = 256 * 1024;

  private final HttpTransport http;
  private final ServerUrl server;
  private final SmallFileWriter writer;
  private final Workspaces workspaces = new Workspaces(MAX_BYTES + 1);

  SmallFileDownloader(HttpTransport http, ServerUrl server, SmallFileWriter writer) {
    this.http = http;
    this.server = server;
    this.writer = writer;
  }

  void fetch(DownloadRequest wanted) {
    ClientRequest call =
        ClientRequest.getFollowingRedirects(wanted.action(), server.file(wanted.key()));
    Workspaces.Workspace space = workspaces.take();
    try {
      int size =
          http.send(call, Repeat.ALWAYS, answer -> receive(call, answer, wanted, space));
      writer.write(wanted, ByteBuffer.wrap(space.buffer(), 0, size));
      wanted.moved().accept(size);
    } finally {
      workspaces.giveBack(space);
    }
  }

  private static int receive(
      ClientRequest call, ClientResponse answer, DownloadRequest wanted, Workspaces.Workspace space)
      throws IOException {
    ManifestEntry expected = wanted.expected();
    int size = (int) expected.sizeBytes();
    // One more than there should be: reading on to the end is what frees the connection for the next request.
    int received = answer.body().readNBytes(space.buffer(), 0, size + 1);
    if (received == size) {
      space.digest().update(space.buffer(), 0, size);
      Received.requireMd5(call.action(), space.digest(), expected);
    } else {
      throw Received.wrongSize(call.action(), received, expected);
    }
    return size;
  }
}

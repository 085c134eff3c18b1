package io.gypsum.client;

/** A response of the {@link FakeServer}. */
final class FakeResponse {
  static final FakeResponse DONE = new FakeResponse(200, new byte[0]);

  private final int status;
  private final byte[] body;

  FakeResponse(int status, byte[] body) {
    this.status = status;
    this.body = body;
  }

  int status() {
    return status;
  }

  byte[] body() {
    return body;
  }
}

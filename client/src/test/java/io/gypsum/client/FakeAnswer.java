package io.gypsum.client;

/** What the fake server answers. */
final class FakeAnswer {
  static final FakeAnswer DONE = new FakeAnswer(200, new byte[0]);

  private final int status;
  private final byte[] body;

  FakeAnswer(int status, byte[] body) {
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

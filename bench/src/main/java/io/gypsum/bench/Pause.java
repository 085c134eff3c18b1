package io.gypsum.bench;

import java.io.IOException;
import java.io.InterruptedIOException;

final class Pause {
  private Pause() {}

  static void millis(long time) throws IOException {
    try {
      Thread.sleep(time);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException();
    }
  }
}

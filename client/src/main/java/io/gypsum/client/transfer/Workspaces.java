package io.gypsum.client.transfer;

import java.security.MessageDigest;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

import io.gypsum.core.document.Md5;

/** What each thread that fetches needs, kept for the next one. Thread-safe. */
final class Workspaces {
  /** More than a client has connections; what comes on top is left to the garbage collector. */
  private static final int MAX_IDLE = 32;

  private final int bufferBytes;
  private final BlockingQueue<Workspace> idle = new ArrayBlockingQueue<>(MAX_IDLE);

  Workspaces(int bufferBytes) {
    this.bufferBytes = bufferBytes;
  }

  /** Used by one thread at a time. */
  static final class Workspace {
    private final byte[] buffer;
    private final MessageDigest digest = Md5.newDigest();

    private Workspace(int bufferBytes) {
      this.buffer = new byte[bufferBytes];
    }

    byte[] buffer() {
      return buffer;
    }

    MessageDigest digest() {
      return digest;
    }
  }

  Workspace take() {
    Workspace space = idle.poll();
    return space == null ? new Workspace(bufferBytes) : space;
  }

  void giveBack(Workspace space) {
    space.digest.reset();
    // Not taken when there are enough.
    boolean unused = idle.offer(space);
  }
}

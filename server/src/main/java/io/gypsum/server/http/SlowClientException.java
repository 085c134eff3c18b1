package io.gypsum.server.http;

import java.io.IOException;

import org.jspecify.annotations.Nullable;

/** A client sends or takes its bytes slower than a server can wait for. */
final class SlowClientException extends IOException {
  private static final long serialVersionUID = 1;

  SlowClientException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}

package io.gypsum.server.http;

import java.io.IOException;
import java.io.OutputStream;

/** Writes the body of an answer; leaves the stream open. */
@FunctionalInterface
public interface BodyWriter {
  void writeTo(OutputStream out) throws IOException;
}

package io.gypsum.server.operation;

import java.time.Instant;

import io.gypsum.core.document.FileAddress;
import io.gypsum.core.document.Md5;
import io.gypsum.core.name.Key;
import org.jspecify.annotations.Nullable;

/**
 * Says that a session declared a file, or may now put it. Only this server's key makes one, so what it says need not be
 * looked up.
 *
 * @param purpose what it is good for
 * @param expires when it ends, in whole seconds
 * @param session the hash that the lock of the session has: a ticket dies with its session
 * @param sizeBytes of the file or its part, exactly
 * @param md5 of the file or its part
 * @param partBytes of each part of a file that is sent in parts; 0 for one that goes as a whole
 * @param part where a part of the file goes; null when this is about the whole
 */
record Ticket(
    Purpose purpose, Instant expires, String session, FileAddress file, long sizeBytes, Md5 md5,
    long partBytes, @Nullable Key part) {
  enum Purpose {
    /** Asking for the address that takes the file. */
    ASK,
    /** Sending the file. */
    PUT
  }

  Ticket ofPart(Key place, long partSizeBytes, Md5 partMd5) {
    return new Ticket(purpose, expires, session, file, partSizeBytes, partMd5, partBytes, place);
  }

  Ticket forPut(Instant until) {
    return new Ticket(Purpose.PUT, until, session, file, sizeBytes, md5, partBytes, part);
  }
}

package io.gypsum.server.http;

import java.nio.file.Path;

import org.apache.coyote.Request;
import org.apache.tomcat.util.net.SendfileDataBase;
import org.jspecify.annotations.Nullable;

/** How Tomcat is told to have the system send a file. */
final class SendFile {
  private static final String NAME = org.apache.coyote.Constants.SENDFILE_FILENAME_ATTR;
  private static final String START = org.apache.coyote.Constants.SENDFILE_FILE_START_ATTR;
  private static final String END = org.apache.coyote.Constants.SENDFILE_FILE_END_ATTR;

  private SendFile() {}

  static void of(Request request, Path file, long offset, long lengthBytes) {
    request.setAttribute(NAME, file.toString());
    request.setAttribute(START, offset);
    request.setAttribute(END, offset + lengthBytes);
  }

  /** How many bytes of the answer are a file's. */
  static long bytes(Request request) {
    return request.getAttribute(END) instanceof Long end
        && request.getAttribute(START) instanceof Long start ? end - start : 0;
  }

  /** Whether a connection still has some of a file to send. */
  static boolean isPending(@Nullable SendfileDataBase data) {
    return data != null && data.length > 0;
  }
}

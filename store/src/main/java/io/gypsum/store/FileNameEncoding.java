package io.gypsum.store;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** The encoding of the names of local files. Java derives it from the locale when it starts, and cannot change it. */
public final class FileNameEncoding {
  /** What to do if {@link #isUtf8} returns false, for messages. */
  public static final String ADVICE = "start Java with LC_ALL=C.UTF-8 in its environment";

  private FileNameEncoding() {}

  /** Returns whether all names can be used, as UTF-8 on Linux. */
  public static boolean isUtf8() {
    try {
      // A character that no file system decomposes.
      return Path.of("/\u4e2d").toUri().getRawPath().endsWith("/%E4%B8%AD");
    } catch (InvalidPathException e) {
      return false;
    }
  }

  /** Returns the name of the encoding, for messages. */
  public static String name() {
    return System.getProperty("sun.jnu.encoding", "of an unknown name");
  }
}

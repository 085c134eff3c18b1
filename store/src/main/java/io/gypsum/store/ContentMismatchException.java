package io.gypsum.store;

import io.gypsum.core.GypsumException;
import io.gypsum.core.document.Md5;
import io.gypsum.core.name.Key;

/** The content of a put does not have the announced size or MD5; nothing was written. */
public final class ContentMismatchException extends GypsumException {
  private static final long serialVersionUID = 1;

  public ContentMismatchException(String message) {
    super(Kind.INVALID, message);
  }

  public static ContentMismatchException tooShort(Key key, long announcedBytes, long foundBytes) {
    return new ContentMismatchException(
        "the content of '" + key + "' ended after " + foundBytes + " of " + announcedBytes
            + " announced bytes; nothing was written, send the whole file again");
  }

  public static ContentMismatchException tooLong(Key key, long announcedBytes) {
    return new ContentMismatchException(
        "the content of '" + key + "' has more than the " + announcedBytes
            + " announced bytes; nothing was written, announce the right size");
  }

  public static ContentMismatchException ofMd5(Key key, Md5 announced, Md5 found) {
    return new ContentMismatchException(
        "the content of '" + key + "' has the MD5 " + found + ", but " + announced
            + " was announced; nothing was written, send the file again");
  }
}

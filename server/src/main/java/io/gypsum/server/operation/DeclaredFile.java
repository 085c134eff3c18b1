package io.gypsum.server.operation;

import io.gypsum.core.document.FileAddress;
import io.gypsum.core.document.Link;
import io.gypsum.core.document.Md5;
import io.gypsum.core.json.JsonInput;
import io.gypsum.core.name.UserPath;
import org.jspecify.annotations.Nullable;

/** One of the files that an upload announces. */
sealed interface DeclaredFile {
  /** @param dedup whether a link will do when the latest version has the same bytes */
  record Own(UserPath path, long sizeBytes, Md5 md5, boolean dedup) implements DeclaredFile {}

  record LinkTo(UserPath path, FileAddress target) implements DeclaredFile {}

  /** Something that is none; it is refused only after who asks and the lock were checked (rest-api.md, section 4). */
  record Wrong(String problem) implements DeclaredFile {}

  static DeclaredFile read(JsonInput in) {
    return in.recovering(DeclaredFile::readRight, Wrong::new);
  }

  private static DeclaredFile readRight(JsonInput in) {
    @Nullable String type = null;
    @Nullable UserPath path = null;
    @Nullable Long size = null;
    @Nullable Md5 md5 = null;
    @Nullable FileAddress link = null;
    in.beginObject();
    for (String name = in.nextName(); name != null; name = in.nextName()) {
      switch (name) {
        case "type" -> type = type(in);
        case "path" -> path = new UserPath(in.string());
        case "size" -> size = size(in);
        case "md5sum" -> md5 = Md5.parse(in.string());
        case "link" -> link = Link.readAddress(in);
        default -> in.skip();
      }
    }
    String known = in.required(type, "type");
    UserPath where = in.required(path, "path");
    return known.equals("link")
        ? new LinkTo(where, in.required(link, "link"))
        : new Own(
            where, in.required(size, "size"), in.required(md5, "md5sum"), known.equals("dedup"));
  }

  private static String type(JsonInput in) {
    String type = in.string();
    // One object for each, since there may be very many files.
    return switch (type) {
      case "simple" -> "simple";
      case "dedup" -> "dedup";
      case "link" -> "link";
      default -> throw in.malformed("expected 'simple', 'dedup' or 'link'");
    };
  }

  private static long size(JsonInput in) {
    long size = in.wholeNumber();
    if (size < 0) {
      throw in.malformed("expected a number of bytes that is not negative, found " + size);
    }
    return size;
  }
}

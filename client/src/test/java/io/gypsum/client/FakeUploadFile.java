package io.gypsum.client;

import io.gypsum.core.document.FileAddress;
import io.gypsum.core.document.Link;
import io.gypsum.core.document.ManifestEntry;
import io.gypsum.core.document.Md5;
import io.gypsum.core.json.JsonInput;
import io.gypsum.core.name.UserPath;

/** One file of a {@code upload/start} request. Unlike a real server, the parser rejects unknown fields. */
record FakeUploadFile(String type, UserPath path, ManifestEntry entry, FileAddress target) {
  static FakeUploadFile read(JsonInput in) {
    String type = null;
    UserPath path = null;
    Long size = null;
    Md5 md5 = null;
    FileAddress target = null;
    in.beginObject();
    for (String name = in.nextName(); name != null; name = in.nextName()) {
      switch (name) {
        case "type" -> type = in.string();
        case "path" -> path = new UserPath(in.string());
        case "size" -> size = in.wholeNumber();
        case "md5sum" -> md5 = Md5.parse(in.string());
        case "link" -> target = Link.readAddress(in);
        default -> throw in.malformed("unexpected field: " + name);
      }
    }
    boolean link = in.required(type, "type").equals("link");
    return new FakeUploadFile(
        type, in.required(path, "path"),
        link
            ? null
            : new ManifestEntry(
                in.required(size, "size"), in.required(md5, "md5sum"), null),
        link ? in.required(target, "link") : null);
  }
}

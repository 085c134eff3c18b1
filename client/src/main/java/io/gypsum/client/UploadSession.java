package io.gypsum.client;

import java.util.List;

import io.gypsum.core.json.JsonInput;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.UserPath;
import org.jspecify.annotations.Nullable;

/**
 * An upload that the server has let in. Whoever holds it may send the version's files, complete it and abort it, so it
 * is as secret as a token; {@link #toString} does not show that part.
 *
 * @param toSend the files whose bytes the server wants; the others have become links
 * @param completePath where on the server the upload is completed
 * @param abortPath where on the server it is given up
 */
public record UploadSession(
    AssetVersion version, List<FileToSend> toSend, String completePath, String abortPath,
    String sessionToken) {

  public UploadSession {
    toSend = List.copyOf(toSend);
  }

  /**
   * A file whose bytes the server wants.
   *
   * @param presignPath where on the server the address to send them to is asked for
   */
  public record FileToSend(UserPath path, String presignPath) {
    static FileToSend read(JsonInput in) {
      @Nullable String path = null;
      @Nullable String url = null;
      @Nullable String method = null;
      in.beginObject();
      for (String name = in.nextName(); name != null; name = in.nextName()) {
        switch (name) {
          case "path" -> path = in.string();
          case "url" -> url = in.string();
          case "method" -> method = in.string();
          default -> in.skip();
        }
      }
      if (!"presigned".equals(method)) {
        throw in.malformed("this client cannot send a file by the method '" + method + "'");
      }
      return new FileToSend(new UserPath(in.required(path, "path")), in.required(url, "url"));
    }
  }

  static UploadSession read(AssetVersion version, JsonInput in) {
    @Nullable List<FileToSend> files = null;
    @Nullable String complete = null;
    @Nullable String abort = null;
    @Nullable String token = null;
    in.beginObject();
    for (String name = in.nextName(); name != null; name = in.nextName()) {
      switch (name) {
        case "file_urls" -> files = in.array(FileToSend::read);
        case "complete_url" -> complete = in.string();
        case "abort_url" -> abort = in.string();
        case "session_token" -> token = in.string();
        default -> in.skip();
      }
    }
    return new UploadSession(
        version, in.required(files, "file_urls"), in.required(complete, "complete_url"),
        in.required(abort, "abort_url"), in.required(token, "session_token"));
  }

  @Override
  public String toString() {
    return "upload of " + version + ", " + toSend.size() + " files to send";
  }
}

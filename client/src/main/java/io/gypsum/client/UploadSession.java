package io.gypsum.client;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.gypsum.client.failure.RequestFailedException;
import io.gypsum.client.http.HttpErrors;
import io.gypsum.core.document.FileParts;
import io.gypsum.core.json.JsonInput;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.UserPath;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * An upload that the server has let in. Whoever holds it may send the version's files, complete it and abort it, so it
 * is as secret as a token; {@link #toString} does not show that part.
 *
 * <pre>{@code
 * List<UploadFile> files = gypsum.prepareDirectoryUpload(Path.of("counts"), true);
 * UploadSession session = gypsum.startUpload(newVersion, files, false);
 * try {
 *   gypsum.uploadFiles(session, Path.of("counts"));
 *   gypsum.completeUpload(session);
 * } catch (GypsumException e) {
 *   gypsum.abortUpload(session);
 *   throw e;
 * }
 * }</pre>
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
   * @param sizeBytes as it was announced
   * @param address that takes them, when the server has told it already; null when it has to be asked for
   * @param parts how they are sent in parts; null when they go as a whole
   */
  public record FileToSend(
      UserPath path, String presignPath, long sizeBytes, @Nullable PutAddress address,
      @Nullable PartsAddress parts) {
    static FileToSend read(JsonInput in) {
      @Nullable String path = null;
      @Nullable String url = null;
      @Nullable String method = null;
      long size = 0;
      @Nullable PutAddress address = null;
      @Nullable PartsAddress parts = null;
      in.beginObject();
      for (String name = in.nextName(); name != null; name = in.nextName()) {
        switch (name) {
          case "path" -> path = in.string();
          case "url" -> url = in.string();
          case "method" -> method = in.string();
          case "put" -> address = PutAddress.read(in);
          case "parts" -> parts = PartsAddress.read(in);
          case "size" -> size = in.wholeNumber();
          default -> in.skip();
        }
      }
      if (!"presigned".equals(method)) {
        throw in.malformed("this client cannot send a file by the method '" + method + "'");
      }
      return new FileToSend(
          new UserPath(in.required(path, "path")), in.required(url, "url"), size, address, parts);
    }

    /** Without the address, which is good for an hour only. */
    void writeTo(JsonGenerator out) {
      out.writeStartObject();
      out.writeStringProperty("path", path.value());
      out.writeStringProperty("url", presignPath);
      out.writeStringProperty("method", "presigned");
      out.writeNumberProperty("size", sizeBytes);
      if (parts != null) {
        out.writeName("parts");
        parts.writeTo(out);
      }
      out.writeEndObject();
    }
  }

  /**
   * How one file is sent in parts, so that it goes on where it was broken off.
   *
   * @param path where on the server the parts that are there are asked for, and are made one file
   * @param partBytes of each part but the last
   */
  public record PartsAddress(String path, long partBytes) {
    static PartsAddress read(JsonInput in) {
      @Nullable String url = null;
      @Nullable Long size = null;
      in.beginObject();
      for (String name = in.nextName(); name != null; name = in.nextName()) {
        switch (name) {
          case "url" -> url = in.string();
          case "size" -> size = in.wholeNumber();
          default -> in.skip();
        }
      }
      return new PartsAddress(in.required(url, "url"), in.required(size, "size"));
    }

    void writeTo(JsonGenerator out) {
      out.writeStartObject();
      out.writeStringProperty("url", path);
      out.writeNumberProperty("size", partBytes);
      out.writeEndObject();
    }
  }

  /**
   * What takes the bytes of one file for a while; a secret of its own, which {@link #toString} does not show.
   *
   * @param path on the server
   * @param contentMd5 to send along
   */
  public record PutAddress(String path, String contentMd5) {
    static PutAddress read(JsonInput in) {
      @Nullable String url = null;
      @Nullable String md5 = null;
      in.beginObject();
      for (String name = in.nextName(); name != null; name = in.nextName()) {
        switch (name) {
          case "url" -> url = in.string();
          case "md5sum_base64" -> md5 = in.string();
          default -> in.skip();
        }
      }
      return new PutAddress(in.required(url, "url"), in.required(md5, "md5sum_base64"));
    }

    @Override
    public String toString() {
      return "an address";
    }
  }

  /** The paths of {@link #toSend}. */
  Set<UserPath> pathsToSend() {
    Set<UserPath> paths = new HashSet<>();
    toSend.forEach(file -> paths.add(file.path()));
    return paths;
  }

  /**
   * With the sizes that were announced, which a server does not repeat.
   *
   * @throws RequestFailedException CORRUPT when the server wants a file that was not announced, or in parts that it cannot
   *     be cut into
   */
  UploadSession withSizesOf(List<UploadFile> announced, String asked) {
    Map<UserPath, Long> sizes = new HashMap<>();
    announced.forEach(file -> sizes.put(file.path(), file.knownBytes()));
    List<FileToSend> sized = new ArrayList<>();
    for (FileToSend file : toSend) {
      Long size = sizes.get(file.path());
      if (size == null) {
        throw HttpErrors.unexpectedResponse(
            asked, "it wants the file '" + file.path() + "', which was not announced");
      }
      requireFitting(file, size, asked);
      sized.add(
          new FileToSend(file.path(), file.presignPath(), size, file.address(), file.parts()));
    }
    return new UploadSession(version, sized, completePath, abortPath, sessionToken);
  }

  private static void requireFitting(FileToSend file, long size, String asked) {
    PartsAddress parts = file.parts();
    if (parts != null) {
      try {
        new FileParts(size, parts.partBytes());
      } catch (IllegalArgumentException e) {
        throw HttpErrors.unexpectedResponse(asked, "file '" + file.path() + "': " + e.getMessage());
      }
    }
  }

  /** Reads what a server answers, or what {@link #writeTo} wrote. */
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

  /** All of it, the secret too. */
  void writeTo(JsonGenerator out) {
    out.writeStartObject();
    out.writeName("file_urls").writeStartArray();
    toSend.forEach(file -> file.writeTo(out));
    out.writeEndArray();
    out.writeStringProperty("complete_url", completePath);
    out.writeStringProperty("abort_url", abortPath);
    out.writeStringProperty("session_token", sessionToken);
    out.writeEndObject();
  }

  @Override
  public String toString() {
    return "upload of " + version + ", " + toSend.size() + " files to send";
  }
}

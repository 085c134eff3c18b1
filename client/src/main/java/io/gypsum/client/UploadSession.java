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
import io.gypsum.core.document.Md5;
import io.gypsum.core.json.JsonInput;
import io.gypsum.core.json.JsonType;
import io.gypsum.core.json.RecordCodec;
import io.gypsum.core.json.RecordCodec.Property;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.UserPath;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * The session of an upload, as {@code upload/start} returns it (rest-api.md, section 4). It contains the permission to send the
 * version's files, and to complete or abort the upload; {@link #toString} omits that secret.
 *
 * @param toSend the files to send; the server stores all others as links
 * @param bundles how to send small files together; null if each is sent alone
 */
record UploadSession(
    AssetVersion version, List<FileToSend> toSend, String sessionToken,
    @Nullable BundleAddress bundles) {

  UploadSession {
    toSend = List.copyOf(toSend);
  }

  /** Returns a session of which only the token is known; it can be aborted. */
  static UploadSession ofToken(AssetVersion version, String sessionToken) {
    return new UploadSession(version, List.of(), sessionToken, null);
  }

  /**
   * A file to send.
   *
   * @param presignPath URL path to request a presigned URL for the file
   * @param sizeBytes the size in the request that started the upload
   * @param md5 the MD5 in that request; null if it is unknown
   * @param address the first presigned URL; null if one must be requested
   * @param parts how to send the file in parts; null if it is sent with one request
   */
  record FileToSend(
      UserPath path, String presignPath, long sizeBytes, @Nullable Md5 md5,
      @Nullable PutAddress address, @Nullable PartsAddress parts) {
    static FileToSend read(JsonInput in) {
      @Nullable String path = null;
      @Nullable String url = null;
      @Nullable String method = null;
      long size = 0;
      @Nullable Md5 md5 = null;
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
          case "md5sum" -> md5 = Md5.parse(in.string());
          default -> in.skip();
        }
      }
      if (!"presigned".equals(method)) {
        throw in.malformed("unsupported upload method '" + method + "', expected 'presigned'");
      }
      return new FileToSend(
          new UserPath(in.required(path, "path")), in.required(url, "url"), size, md5,
          address, parts);
    }

    /** Omits the presigned URL, which expires within an hour. */
    void writeTo(JsonGenerator out) {
      out.writeStartObject();
      out.writeStringProperty("path", path.value());
      out.writeStringProperty("url", presignPath);
      out.writeStringProperty("method", "presigned");
      out.writeNumberProperty("size", sizeBytes);
      if (md5 != null) {
        out.writeStringProperty("md5sum", md5.toString());
      }
      if (parts != null) {
        out.writeName("parts");
        parts.writeTo(out);
      }
      out.writeEndObject();
    }
  }

  /**
   * How a file is sent in parts, so that an interrupted upload continues with the missing parts.
   *
   * @param path URL path to list the uploaded parts, and to join them
   * @param partBytes the size of every part except the last
   */
  record PartsAddress(String path, long partBytes) {
    private static final RecordCodec<PartsAddress> CODEC =
        RecordCodec.of(
            Property.required("url", JsonType.STRING, PartsAddress::path),
            Property.required("size", JsonType.WHOLE_NUMBER, PartsAddress::partBytes),
            PartsAddress::new);

    static PartsAddress read(JsonInput in) {
      return CODEC.read(in);
    }

    void writeTo(JsonGenerator out) {
      CODEC.write(this, out);
    }
  }

  /**
   * How small files are sent together (docs/decisions/0065-bundle-uploads.md).
   *
   * @param path URL path to send bundles
   * @param maxFiles maximum number of files in one bundle
   * @param maxBytes maximum size of the body of one bundle
   * @param maxFileBytes maximum size of a file in a bundle
   */
  record BundleAddress(String path, long maxFiles, long maxBytes, long maxFileBytes) {
    private static final RecordCodec<BundleAddress> CODEC =
        RecordCodec.of(
            Property.required("url", JsonType.STRING, BundleAddress::path),
            Property.required("max_files", JsonType.WHOLE_NUMBER, BundleAddress::maxFiles),
            Property.required("max_bytes", JsonType.WHOLE_NUMBER, BundleAddress::maxBytes),
            Property
                .required("max_file_bytes", JsonType.WHOLE_NUMBER, BundleAddress::maxFileBytes),
            BundleAddress::new);

    static BundleAddress read(JsonInput in) {
      return CODEC.read(in);
    }

    void writeTo(JsonGenerator out) {
      CODEC.write(this, out);
    }
  }

  /**
   * A presigned URL for one file, valid for a limited time. Secret, so {@link #toString} omits it.
   *
   * @param path URL path on the server
   * @param contentMd5 value of the {@code Content-MD5} header to send
   */
  record PutAddress(String path, String contentMd5) {
    private static final RecordCodec<PutAddress> CODEC =
        RecordCodec.of(
            Property.required("url", JsonType.STRING, PutAddress::path),
            Property.required("md5sum_base64", JsonType.STRING, PutAddress::contentMd5),
            PutAddress::new);

    static PutAddress read(JsonInput in) {
      return CODEC.read(in);
    }

    @Override
    public String toString() {
      return "a presigned URL";
    }
  }

  /** Returns the paths of {@link #toSend}. */
  Set<UserPath> pathsToSend() {
    Set<UserPath> paths = new HashSet<>();
    toSend.forEach(file -> paths.add(file.path()));
    return paths;
  }

  /**
   * Returns this session with the sizes and MD5s of the planned files, which the server's response omits.
   *
   * @throws RequestFailedException CORRUPT if the session contains a file that was not planned, or an invalid part size
   */
  UploadSession withSizesOf(List<UploadFile> planned, String action) {
    Map<UserPath, UploadFile> files = new HashMap<>();
    planned.forEach(file -> files.put(file.path(), file));
    List<FileToSend> sized = new ArrayList<>();
    for (FileToSend file : toSend) {
      UploadFile plannedFile = files.get(file.path());
      if (plannedFile == null) {
        throw HttpErrors.unexpectedResponse(
            action, "unexpected file '" + file.path() + "' in 'file_urls'");
      }
      requireFitting(file, plannedFile.knownBytes(), action);
      sized.add(
          new FileToSend(
              file.path(), file.presignPath(), plannedFile.knownBytes(), md5(plannedFile),
              file.address(), file.parts()));
    }
    return new UploadSession(version, sized, sessionToken, bundles);
  }

  private static @Nullable Md5 md5(UploadFile file) {
    if (file instanceof UploadFile.Dedup dedup) {
      return dedup.md5();
    }
    return file instanceof UploadFile.Simple simple ? simple.md5() : null;
  }

  private static void requireFitting(FileToSend file, long size, String action) {
    PartsAddress parts = file.parts();
    if (parts != null) {
      try {
        new FileParts(size, parts.partBytes());
      } catch (IllegalArgumentException e) {
        throw HttpErrors
            .unexpectedResponse(action, "file '" + file.path() + "': " + e.getMessage());
      }
    }
  }

  /**
   * Reads the response of {@code upload/start}, or the output of {@link #writeTo}. The URLs to complete and to abort the
   * upload are ignored: some servers send them without percent-encoding, and their form is fixed.
   */
  static UploadSession read(AssetVersion version, JsonInput in) {
    @Nullable List<FileToSend> files = null;
    @Nullable String token = null;
    @Nullable BundleAddress bundles = null;
    in.beginObject();
    for (String name = in.nextName(); name != null; name = in.nextName()) {
      switch (name) {
        case "bundles" -> bundles = BundleAddress.read(in);
        case "file_urls" -> files = in.array(FileToSend::read);
        case "session_token" -> token = in.string();
        default -> in.skip();
      }
    }
    return new UploadSession(
        version, in.required(files, "file_urls"), in.required(token, "session_token"),
        bundles);
  }

  /** Writes the session, including the secret. */
  void writeTo(JsonGenerator out) {
    out.writeStartObject();
    out.writeName("file_urls").writeStartArray();
    toSend.forEach(file -> file.writeTo(out));
    out.writeEndArray();
    out.writeStringProperty("session_token", sessionToken);
    if (bundles != null) {
      out.writeName("bundles");
      bundles.writeTo(out);
    }
    out.writeEndObject();
  }

  @Override
  public String toString() {
    return "upload of " + version + ", " + toSend.size() + " files to send";
  }
}

package io.gypsum.server.operation;

import java.util.ArrayList;
import java.util.List;

import io.gypsum.core.document.FileAddress;
import io.gypsum.core.document.Link;
import io.gypsum.core.document.Md5;
import io.gypsum.core.json.JsonInput;
import io.gypsum.core.name.UserPath;
import io.gypsum.server.lock.UploadSessions;
import org.jspecify.annotations.Nullable;

/**
 * The body of {@code upload/start} (rest-api.md, sections 4 and 5).
 *
 * @param onProbation whether the uploader requests probation; uploads by untrusted users are on probation in any case
 * @param addresses whether the response may contain the URLs that accept the files, so that clients need not request each
 * @param parts whether the response may offer large files to be sent in parts
 * @param bundles whether the response may offer small files to be sent in bundles
 * @param sessionToken the token that the client chose for the session, so that it can abort the upload even if the response is lost;
 *     null if the server chooses one
 */
public record UploadRequest(
    boolean onProbation, boolean addresses, boolean parts, boolean bundles,
    List<DeclaredFile> files, @Nullable String sessionToken) {
  /** A file that an upload declares. */
  sealed interface DeclaredFile {
    /** @param dedup whether to store a link if the latest version contains an identical file */
    record Own(UserPath path, long sizeBytes, Md5 md5, boolean dedup) implements DeclaredFile {}

    record LinkTo(UserPath path, FileAddress target) implements DeclaredFile {}

    /** An invalid file. It is rejected only after token, role and lock have been checked (rest-api.md, section 4). */
    record Invalid(String problem) implements DeclaredFile {}

    static DeclaredFile read(JsonInput in) {
      return in.recovering(DeclaredFile::readValid, Invalid::new);
    }

    private static DeclaredFile readValid(JsonInput in) {
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
      // Constants, since there may be very many files.
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
        throw in.malformed("expected a number of bytes of at least 0, found " + size);
      }
      return size;
    }
  }

  /**
   * Reads the whole body. Invalid files are part of the result, since they are reported after other checks.
   *
   * @param maxFiles maximum number of files; reading more fails
   */
  public static UploadRequest read(JsonInput in, int maxFiles) {
    boolean onProbation = false;
    boolean addresses = false;
    boolean parts = false;
    boolean bundles = false;
    @Nullable List<DeclaredFile> files = null;
    @Nullable String sessionToken = null;
    in.beginObject();
    for (String name = in.nextName(); name != null; name = in.nextName()) {
      switch (name) {
        case "on_probation" -> onProbation = in.bool();
        case "presign" -> addresses = in.bool();
        case "parts" -> parts = in.bool();
        case "bundles" -> bundles = in.bool();
        case "files" -> files = readFiles(in, maxFiles);
        case "session_token" -> sessionToken = sessionToken(in);
        default -> in.skip();
      }
    }
    return new UploadRequest(
        onProbation, addresses, parts, bundles, in.required(files, "files"), sessionToken);
  }

  /** The message does not contain the token, which is a secret if it is nearly correct. */
  private static String sessionToken(JsonInput in) {
    String token = in.string();
    if (!UploadSessions.isToken(token)) {
      throw in.malformed("expected a random UUID of version 4");
    }
    return token;
  }

  private static List<DeclaredFile> readFiles(JsonInput in, int maxFiles) {
    List<DeclaredFile> files = new ArrayList<>();
    in.beginArray();
    while (in.nextItem()) {
      if (files.size() == maxFiles) {
        throw in
            .malformed("more than " + maxFiles + " files; split the upload into several assets");
      }
      files.add(DeclaredFile.read(in));
    }
    return files;
  }
}

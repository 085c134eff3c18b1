package io.gypsum.server.operation;

import java.util.ArrayList;
import java.util.List;

import io.gypsum.core.json.JsonInput;
import org.jspecify.annotations.Nullable;

/**
 * The body of {@code upload/start} (rest-api.md, section 4).
 *
 * @param onProbation what the uploader asks for; an untrusted one gets probation anyway
 * @param addresses whether the answer may give the addresses that take the files, so that nobody has to ask for each: an
 *     addition of ours that others do not ask for
 * @param parts whether the answer may tell that big files go in parts: another addition of ours
 */
public record UploadRequest(
    boolean onProbation, boolean addresses, boolean parts, List<DeclaredFile> files) {
  /**
   * Reads everything, wrong files included: they are complained of in their turn.
   *
   * @param maxFiles more than that end the reading
   */
  public static UploadRequest read(JsonInput in, int maxFiles) {
    boolean onProbation = false;
    boolean addresses = false;
    boolean parts = false;
    @Nullable List<DeclaredFile> files = null;
    in.beginObject();
    for (String name = in.nextName(); name != null; name = in.nextName()) {
      switch (name) {
        case "on_probation" -> onProbation = in.bool();
        case "presign" -> addresses = in.bool();
        case "parts" -> parts = in.bool();
        case "files" -> files = readFiles(in, maxFiles);
        default -> in.skip();
      }
    }
    return new UploadRequest(onProbation, addresses, parts, in.required(files, "files"));
  }

  private static List<DeclaredFile> readFiles(JsonInput in, int maxFiles) {
    List<DeclaredFile> files = new ArrayList<>();
    in.beginArray();
    while (in.nextItem()) {
      if (files.size() == maxFiles) {
        throw in
            .malformed("more than " + maxFiles + " files: split the upload into several assets");
      }
      files.add(DeclaredFile.read(in));
    }
    return files;
  }
}

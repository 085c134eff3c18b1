package io.gypsum.client.failure;

import java.util.Set;

/**
 * The files of an upload that a server needs before it can complete the upload: they were not sent, or the server has lost them.
 * {@link RequestFailedException#missingFiles} contains them.
 *
 * <pre>{@code
 * StartedUpload upload = gypsum.startUpload(newVersion, gypsum.prepareDirectoryUpload(Path.of("counts")));
 * try {
 *   gypsum.completeUpload(upload);
 * } catch (RequestFailedException e) {
 *   MissingFiles missing = e.missingFiles().orElseThrow(() -> e);
 *   System.err.println(missing.count() + " files were not received, such as " + missing.paths());
 *   gypsum.abortUpload(upload);
 * }
 * }</pre>
 *
 * @param paths some of the files, in the version; all of them unless there are very many
 * @param count the number of files
 */
public record MissingFiles(Set<String> paths, long count) {
  public MissingFiles {
    paths = Set.copyOf(paths);
  }

  /** Returns whether a file of the upload may be missing: it is named, or not all files are. */
  public boolean mayInclude(String path) {
    return paths.size() < count || paths.contains(path);
  }
}

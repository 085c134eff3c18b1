package io.gypsum.client.failure;

import java.util.Set;

/**
 * The files without which a server cannot complete an upload: they were not sent, or the server has lost them.
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
 * @param paths the paths of the files in the version; only some of them if there are very many
 * @param count the number of all missing files
 */
public record MissingFiles(Set<String> paths, long count) {
  public MissingFiles {
    paths = Set.copyOf(paths);
  }

  /** Returns whether a file of the upload may be missing: its path is in the list, or the list is incomplete. */
  public boolean mayInclude(String path) {
    return paths.size() < count || paths.contains(path);
  }
}

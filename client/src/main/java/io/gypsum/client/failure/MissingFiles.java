package io.gypsum.client.failure;

import java.util.Set;

/**
 * The files of an upload that a server needs before it can complete the upload: they were not sent, or the server has lost them.
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

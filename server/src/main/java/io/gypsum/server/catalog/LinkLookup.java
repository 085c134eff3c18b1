package io.gypsum.server.catalog;

import io.gypsum.core.GypsumException;
import io.gypsum.metadata.index.IndexScope;

/** Finds the versions with links to files of a project, an asset or a version. */
public interface LinkLookup {
  /**
   * Reads all changes up to now. Call this before the project is locked, so that {@link #linksInto} has little left to read
   * under the lock.
   *
   * @throws GypsumException BUSY if the bucket has not been read yet, or too much has changed since; UNAVAILABLE
   *     if the store or the disk of the server fails; NO_SPACE if that disk is full
   */
  void prepare();

  /**
   * Returns the versions outside {@code scope} with files whose bytes are in {@code scope}. Includes every version that was
   * completed before the call, and every upload that links to another project and started before it. An upload that starts
   * later detects the lock of the project that it links to, so the result stays correct while the caller holds that lock for a
   * deletion.
   *
   * @throws GypsumException as {@link #prepare}; also BUSY if an upload that may link to {@code scope} is starting
   */
  IncomingLinkSummary linksInto(IndexScope scope);
}

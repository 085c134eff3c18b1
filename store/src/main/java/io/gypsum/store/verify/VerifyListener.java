package io.gypsum.store.verify;

import io.gypsum.core.name.ProjectName;

/** Receives findings while a bucket is verified, in the order of the bucket and always in the thread that verifies. */
@FunctionalInterface
public interface VerifyListener {
  void onFinding(Finding finding);

  /** Receives the end of a project: all of its findings have been reported. */
  default void onProjectEnd(ProjectName project) {}
}

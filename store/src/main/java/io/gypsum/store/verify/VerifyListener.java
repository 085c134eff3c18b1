package io.gypsum.store.verify;

import io.gypsum.core.name.ProjectName;

/** Hears of what is found, as it is found and in the order of the bucket; always in the thread that verifies. */
@FunctionalInterface
public interface VerifyListener {
  void onFinding(Finding finding);

  /** All that is wrong with this project has been told. */
  default void onProjectEnd(ProjectName project) {}
}

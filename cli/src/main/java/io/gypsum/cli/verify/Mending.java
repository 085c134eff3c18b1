package io.gypsum.cli.verify;

import java.util.ArrayList;
import java.util.List;

import io.gypsum.core.GypsumException;
import io.gypsum.core.document.Step;
import io.gypsum.core.name.Key;
import io.gypsum.core.name.ProjectName;
import io.gypsum.store.verify.Finding;
import io.gypsum.store.verify.ProjectRepair;
import io.gypsum.store.verify.VerifyListener;

/** Mends each project when all that is wrong with it has been told. Not thread-safe. */
final class Mending implements VerifyListener {
  private final VerifyListener told;
  private final ProjectRepair repair;
  private boolean needed;
  private final List<Key> written = new ArrayList<>();
  private final List<String> refusals = new ArrayList<>();

  Mending(VerifyListener told, ProjectRepair repair) {
    this.told = told;
    this.repair = repair;
  }

  @Override
  public void onFinding(Finding finding) {
    told.onFinding(finding);
    needed |= finding.isRepairable();
  }

  @Override
  public void onProjectEnd(ProjectName project) {
    told.onProjectEnd(project);
    if (needed) {
      needed = false;
      mend(project);
    }
  }

  private void mend(ProjectName project) {
    try {
      repair.repair(project).forEach(step -> written.add(key(step)));
    } catch (GypsumException e) {
      if (e.kind() != GypsumException.Kind.LOCKED) {
        throw e;
      }
      refusals.add(e.reason());
    }
  }

  private static Key key(Step step) {
    return switch (step) {
      case Step.Put put -> put.key();
      case Step.Delete delete -> delete.key();
      case Step.DeleteBelow _,Step.DeleteUndeclared _,Step.CopyStaged _,Step.WriteLinks _ ->
          throw new IllegalStateException("no finding is mended by " + step);
    };
  }

  /** What was written or deleted, in order. */
  List<Key> written() {
    return written;
  }

  /** Why some projects were left as they are. */
  List<String> refusals() {
    return refusals;
  }
}

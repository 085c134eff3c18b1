package io.gypsum.cli.store;

import java.util.ArrayList;
import java.util.List;

import io.gypsum.core.GypsumException;
import io.gypsum.core.document.Step;
import io.gypsum.core.name.Key;
import io.gypsum.core.name.ProjectName;
import io.gypsum.store.verify.Finding;
import io.gypsum.store.verify.ProjectRepair;
import io.gypsum.store.verify.VerifyListener;

/** Repairs each project after all its findings were reported. Not thread-safe. */
final class RepairListener implements VerifyListener {
  private final VerifyListener next;
  private final ProjectRepair repair;
  private boolean isNeeded;
  private final List<Key> written = new ArrayList<>();
  private final List<String> refusals = new ArrayList<>();

  /** @param next is notified of everything first */
  RepairListener(VerifyListener next, ProjectRepair repair) {
    this.next = next;
    this.repair = repair;
  }

  @Override
  public void onFinding(Finding finding) {
    next.onFinding(finding);
    isNeeded |= finding.isRepairable();
  }

  @Override
  public void onProjectEnd(ProjectName project) {
    next.onProjectEnd(project);
    if (isNeeded) {
      isNeeded = false;
      repair(project);
    }
  }

  private void repair(ProjectName project) {
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
      case Step.DeleteBelow _,Step.DeleteUndeclared _,Step.UnpackBundles _,Step.CopyStaged _,Step.WriteLinks _ ->
          throw new IllegalStateException("unexpected step of a repair: " + step);
    };
  }

  /** Returns the keys that were written or deleted, in order. */
  List<Key> written() {
    return written;
  }

  /** Returns the reasons why projects were not repaired. */
  List<String> refusals() {
    return refusals;
  }
}

package io.gypsum.store.backup;

import java.util.ArrayList;
import java.util.List;

/** Collects what went wrong; remembers the first {@link BackupReport#MAX_PROBLEMS}. Thread-safe. */
final class Problems {
  private final List<BackupProblem> first = new ArrayList<>();
  private long count;

  synchronized void add(String key, String reason) {
    count++;
    if (first.size() < BackupReport.MAX_PROBLEMS) {
      first.add(new BackupProblem(key, reason));
    }
  }

  void addAll(Problems others) {
    List<BackupProblem> theirs = others.first();
    long more = others.count() - theirs.size();
    theirs.forEach(problem -> add(problem.key(), problem.reason()));
    synchronized (this) {
      count += more;
    }
  }

  synchronized List<BackupProblem> first() {
    return List.copyOf(first);
  }

  synchronized long count() {
    return count;
  }
}

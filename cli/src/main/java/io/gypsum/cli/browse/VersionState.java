package io.gypsum.cli.browse;

import java.util.Optional;

import io.gypsum.core.document.Summary;

/** Whether a version is published. */
enum VersionState {
  PUBLISHED("published", ""), ON_PROBATION("on-probation", "on probation"),
  UNFINISHED("unfinished", "unfinished");

  private final String code;
  private final String mark;

  VersionState(String code, String mark) {
    this.code = code;
    this.mark = mark;
  }

  /** @param summary empty if the version has no readable summary; it then counts as unfinished */
  static VersionState of(Optional<Summary> summary) {
    if (summary.filter(Summary::isFinished).isEmpty()) {
      return UNFINISHED;
    }
    return summary.filter(Summary::isOnProbation).isPresent() ? ON_PROBATION : PUBLISHED;
  }

  /** Returns the stable name for programs. */
  String code() {
    return code;
  }

  /** Returns the text in listings; empty for published versions. */
  String mark() {
    return mark;
  }
}

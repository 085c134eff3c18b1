package io.gypsum.e2e.fuzz;

import java.util.Arrays;
import java.util.Locale;

/** The targets of fuzzing. The name in lower case is that of the corpus and the argument of {@code fuzz/run}. */
enum FuzzTargets {
  /** Requests to a running server: request lines, headers, percent-encoding, ranges, conditions, bodies. */
  HTTP(HttpTarget::new, 150),
  /** Documents, bodies of requests, and settings. */
  JSON(JsonTarget::new, 5_000),
  /** Text queries and their results in a small index. */
  SEARCH(SearchTarget::new, 1_000),
  /** Manifests and bundles that a client receives. */
  ARCHIVE(ArchiveTarget::new, 150),
  /** Complete responses of a hostile server. */
  CLIENT(ClientTarget::new, 150),
  /** Names, paths, keys and URIs. */
  NAMES(NamesTarget::new, 10_000),
  /** Files that pages preview. */
  PREVIEW(PreviewTarget::new, 1_000);

  // Constructor references have no state.
  @SuppressWarnings("ImmutableEnumChecker") private final Opener opener;
  private final int mutations;

  @FunctionalInterface
  private interface Opener {
    FuzzTarget open() throws Exception;
  }

  /** @param mutations number of mutated inputs in each build */
  FuzzTargets(Opener opener, int mutations) {
    this.opener = opener;
    this.mutations = mutations;
  }

  FuzzTarget open() throws Exception {
    return opener.open();
  }

  int mutations() {
    return mutations;
  }

  /** Returns the name of the corpus. */
  String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  static FuzzTargets of(String id) {
    return Arrays.stream(values())
        .filter(target -> target.id().equals(id))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no fuzz target '" + id + "'"));
  }
}

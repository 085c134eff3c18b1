package io.gypsum.store.verify;

import java.time.InstantSource;

import io.gypsum.core.name.ProjectName;
import org.jspecify.annotations.Nullable;

/**
 * Options of a verification.
 *
 * @param deep whether to read every file and compare its MD5
 * @param concurrency maximum number of files, and of levels of the bucket, that are read at a time; at least 1
 * @param project the project to verify, or null for the whole bucket
 * @param clock determines which locks have expired
 */
public record VerifyOptions(
    boolean deep, int concurrency, @Nullable ProjectName project, InstantSource clock) {
  /** The whole bucket, without reading files, with a concurrency of eight. */
  public static final VerifyOptions DEFAULTS =
      new VerifyOptions(false, 8, null, InstantSource.system());

  public VerifyOptions {
    if (concurrency < 1) {
      throw new IllegalArgumentException(
          "invalid concurrency " + concurrency + ": expected at least 1");
    }
  }

  public VerifyOptions withDeep(boolean newDeep) {
    return new VerifyOptions(newDeep, concurrency, project, clock);
  }

  public VerifyOptions withConcurrency(int newConcurrency) {
    return new VerifyOptions(deep, newConcurrency, project, clock);
  }

  public VerifyOptions withProject(@Nullable ProjectName newProject) {
    return new VerifyOptions(deep, concurrency, newProject, clock);
  }

  public VerifyOptions withClock(InstantSource newClock) {
    return new VerifyOptions(deep, concurrency, project, newClock);
  }
}

package io.gypsum.store.verify;

import java.time.InstantSource;

import io.gypsum.core.name.ProjectName;
import org.jspecify.annotations.Nullable;

/**
 * What is looked at, and how.
 *
 * @param deep whether every file is read and its MD5 computed
 * @param concurrency how many objects are looked at at once, 1 or more
 * @param project the only one to look at, or null for the whole bucket
 * @param clock tells which locks have expired
 */
public record VerifyOptions(
    boolean deep, int concurrency, @Nullable ProjectName project, InstantSource clock) {
  /** The whole bucket, without reading files, eight objects at once. */
  public static final VerifyOptions DEFAULTS =
      new VerifyOptions(false, 8, null, InstantSource.system());

  public VerifyOptions {
    if (concurrency < 1) {
      throw new IllegalArgumentException("a concurrency of " + concurrency);
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

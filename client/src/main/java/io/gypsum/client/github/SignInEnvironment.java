package io.gypsum.client.github;

import java.security.SecureRandom;
import java.time.Clock;
import java.util.function.Function;

import io.gypsum.core.concurrent.Sleeper;
import org.jspecify.annotations.Nullable;

/**
 * The environment of a sign-in, passed in so that tests can replace it.
 *
 * @param variables returns the value of an environment variable; null if it is not set
 */
public record SignInEnvironment(
    Function<String, @Nullable String> variables,
    Clock clock,
    Sleeper sleeper,
    SecureRandom random) {
  /** Returns the environment of this process. */
  public static SignInEnvironment system(Sleeper sleeper) {
    return new SignInEnvironment(
        name -> System.getenv(name), Clock.systemUTC(), sleeper, new SecureRandom());
  }

  /** Returns the value of an environment variable; null if it is not set or blank. */
  @Nullable
  String variable(String name) {
    String value = variables.apply(name);
    return value == null || value.isBlank() ? null : value.strip();
  }
}

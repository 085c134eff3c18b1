package io.gypsum.client.oauth;

import java.security.SecureRandom;
import java.time.Clock;
import java.util.function.Function;
import java.util.function.Supplier;

import io.gypsum.core.concurrent.Sleeper;
import org.jspecify.annotations.Nullable;

/**
 * The environment of a sign-in, passed in so that tests can replace it.
 *
 * @param variables returns the value of an environment variable; null if it is not set
 * @param random creates the source of secrets, which takes several milliseconds of the start of a command
 */
public record SignInEnvironment(
    Function<String, @Nullable String> variables,
    Clock clock,
    Sleeper sleeper,
    Supplier<SecureRandom> random) {
  /** Returns the environment of this process. */
  public static SignInEnvironment system(Sleeper sleeper) {
    return new SignInEnvironment(
        name -> System.getenv(name), Clock.systemUTC(), sleeper, SecureRandom::new);
  }

  /** Returns the value of an environment variable; null if it is not set or blank. */
  @Nullable
  String variable(String name) {
    String value = variables.apply(name);
    return value == null || value.isBlank() ? null : value.strip();
  }
}

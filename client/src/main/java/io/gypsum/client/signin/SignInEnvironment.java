package io.gypsum.client.signin;

import java.security.SecureRandom;
import java.time.Clock;
import java.util.function.Function;

import io.gypsum.client.http.Pause;
import org.jspecify.annotations.Nullable;

/**
 * What signing in needs of the world around it, passed in so that a test can be that world. Not for
 * users.
 *
 * @param environment the value of a variable; null when it is not set
 */
public record SignInEnvironment(
    Function<String, @Nullable String> environment,
    Clock clock,
    Pause pause,
    SecureRandom random) {
  public static SignInEnvironment real(Pause pause) {
    return new SignInEnvironment(
        name -> System.getenv(name), Clock.systemUTC(), pause, new SecureRandom());
  }

  /** Null also when the variable is blank. */
  @Nullable
  String variable(String name) {
    String value = environment.apply(name);
    return value == null || value.isBlank() ? null : value.strip();
  }
}

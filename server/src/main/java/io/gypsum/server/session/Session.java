package io.gypsum.server.session;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

import io.gypsum.core.GypsumException;
import io.gypsum.core.json.JsonInput;
import io.gypsum.core.json.JsonOutput;
import io.gypsum.core.json.JsonType;
import io.gypsum.core.json.MalformedJsonException;
import io.gypsum.core.json.RecordCodec;
import io.gypsum.core.json.RecordCodec.Property;
import org.jspecify.annotations.Nullable;

/**
 * The content of a session cookie.
 *
 * @param id random; changes when a person signs in, so that a person cannot prepare a session for another one
 * @param member null before a person has signed in
 * @param created when the session began; it ends {@link #MAX_AGE} later
 * @param renewed when the cookie was last sent to the browser; it expires {@link #MAX_IDLE} later
 */
public record Session(String id, @Nullable Member member, Instant created, Instant renewed) {
  /** A person must sign in again after this time. */
  public static final Duration MAX_AGE = Duration.ofDays(7);
  /** A session ends if no page that needs its user is opened for this time. */
  public static final Duration MAX_IDLE = Duration.ofHours(12);
  /** A cookie that is older than this is replaced. */
  static final Duration RENEW_AFTER = Duration.ofMinutes(10);

  private static final RecordCodec<Session> CODEC =
      RecordCodec.of(
          Property.required("id", JsonType.STRING, Session::id),
          Property.optional(
              "member",
              new JsonType<>(Member.CODEC::read, (out, value) -> Member.CODEC.write(value, out)),
              Session::member),
          Property.required("created", JsonType.EPOCH_SECONDS, Session::created),
          Property.required("renewed", JsonType.EPOCH_SECONDS, Session::renewed),
          Session::new);

  /**
   * A person who has signed in.
   *
   * @param login as it was at the sign-in, to show it; {@code token} decides who the user is
   * @param administrator whether the user was an administrator at the sign-in, to show links; each request checks it again
   * @param token for the server's identity provider
   */
  public record Member(String login, boolean administrator, String token) {
    private static final RecordCodec<Member> CODEC =
        RecordCodec.of(
            Property.required("login", JsonType.STRING, Member::login),
            Property.required("administrator", JsonType.BOOLEAN, Member::administrator),
            Property.required("token", JsonType.STRING, Member::token),
            Member::new);

    @Override
    public String toString() {
      return "member '" + login + "'";
    }
  }

  String text() {
    return new String(JsonOutput.bytes(out -> CODEC.write(this, out)), StandardCharsets.UTF_8);
  }

  /** Returns empty for a text that another version of the server wrote in another format. */
  static Optional<Session> parse(String text) {
    try {
      return Optional.of(JsonInput.read(text.getBytes(StandardCharsets.UTF_8), CODEC::read));
    } catch (MalformedJsonException | GypsumException e) {
      return Optional.empty();
    }
  }

  boolean isValid(Instant now) {
    return now.isBefore(renewed.plus(MAX_IDLE)) && now.isBefore(created.plus(MAX_AGE));
  }

  boolean shouldBeRenewed(Instant now) {
    return !now.isBefore(renewed.plus(RENEW_AFTER));
  }

  Session renewedAt(Instant now) {
    return new Session(id, member, created, now);
  }

  boolean hasToken(String token) {
    return member != null && member.token().equals(token);
  }

  /** Returns the session with a new token, which the identity provider has sent in place of the previous one. */
  Session withToken(String token) {
    return member == null
        ? this
        : new Session(
            id, new Member(member.login(), member.administrator(), token), created, renewed);
  }
}

package io.gypsum.client.signin;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/** How GitHub says, in a header, when a token expires: {@code 2026-12-01 12:00:00 UTC}, or with an offset. */
final class TokenExpiry {
  static final String HEADER = "github-authentication-token-expiration";

  private static final DateTimeFormatter FORM =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss [xxx][xx]", Locale.ROOT);

  private TokenExpiry() {}

  /** Empty also for a form that nobody knows: GitHub itself refuses the token once it has expired. */
  static Optional<Instant> parse(@Nullable String header) {
    if (header == null) {
      return Optional.empty();
    }
    String text = header.strip().replaceFirst(" (UTC|GMT|Z)$", " +0000");
    try {
      return Optional.of(OffsetDateTime.parse(text, FORM).toInstant());
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}

package io.gypsum.server.lock;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.regex.Pattern;

import io.gypsum.core.GypsumException;
import io.gypsum.core.document.Lock;
import io.gypsum.core.name.AssetVersion;

/** Whether a session token fits a lock (rest-api.md, section 4). */
final class SessionCheck {
  private static final Pattern UUID_V4 =
      Pattern.compile(
          "[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-4[0-9a-fA-F]{3}-[89abAB][0-9a-fA-F]{3}-[0-9a-fA-F]{12}");

  private SessionCheck() {}

  /** @throws GypsumException FORBIDDEN when the token is not one, of another session, or about another version */
  static void require(Lock lock, AssetVersion version, String sessionToken) {
    if (!UUID_V4.matcher(sessionToken).matches()) {
      throw GypsumException
          .forbidden("the session token is not one: expected the session_token of upload/start");
    }
    if (lock.journal() == null || !equal(Lock.hash(sessionToken), lock.sessionHash())) {
      throw GypsumException.forbidden(
          "project '" + version.project()
              + "' is locked by another session: this upload has ended");
    }
    if (!version.asset().value().equals(lock.asset())
        || !version.version().value().equals(lock.version())) {
      throw GypsumException.forbidden(
          "this session uploads '" + version.project() + "/" + lock.asset() + "/" + lock.version()
              + "', not '"
              + version + "'");
    }
  }

  private static boolean equal(String one, String other) {
    return MessageDigest.isEqual(
        one.getBytes(StandardCharsets.US_ASCII), other.getBytes(StandardCharsets.UTF_8));
  }
}

package io.gypsum.server.http;

/** Who may call a route, checked before its handler runs (rest-api.md, section 3, column "role"). */
public enum Caller {
  /** Everyone; no token is needed. */
  ANYONE,
  /** A user whose token the identity provider accepts. The handler checks the role. */
  USER,
  /** A user who is an administrator. */
  ADMINISTRATOR,
  /** The client of an upload. A bearer token is required; the handler checks that it is the token of the session. */
  UPLOAD_SESSION,
  /**
   * Like {@link #USER}, but the handler validates names and body before it identifies the user (rest-api.md, section 4).
   */
  USER_AFTER_VALIDATION
}

package io.gypsum.server;

import java.util.Locale;

/** The people who use project {@code p} of {@link RoleServer}, each with an account of this name. */
enum TestRole {
  /** Not signed in; no account. */
  ANONYMOUS,
  /** A user whom no permissions mention. */
  STRANGER,
  /** A trusted uploader. */
  UPLOADER,
  /** An uploader whose versions are on probation; uploaded {@code p/a/v2}. */
  PROBATIONAL,
  OWNER,
  ADMINISTRATOR;

  String login() {
    return name().toLowerCase(Locale.ROOT);
  }
}

package io.gypsum.server.settings;

/** Who says whose a token is. */
public enum IdentityProvider {
  /** Accounts of the data directory. */
  LOCAL,
  /** A GitHub, public or of an enterprise. */
  GITHUB
}

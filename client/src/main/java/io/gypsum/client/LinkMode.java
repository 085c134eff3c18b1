package io.gypsum.client;

/** What becomes of the symbolic links in a directory that is uploaded. */
public enum LinkMode {
  /** A link to a file of the cache becomes a link on the server; any other is followed and its file's bytes are sent. */
  AUTO,
  /** As {@link #AUTO}, but a link that does not lead to a file of the cache is refused. */
  ALWAYS,
  /** Every link is followed: what is uploaded has only files with bytes of their own. */
  NEVER
}

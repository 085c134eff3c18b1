package io.gypsum.core.decision;

/** What someone may upload. */
public enum UploadRight {
  NONE,
  /** Uploads wait on probation. */
  UNTRUSTED,
  TRUSTED
}
